-- From format 3 to 6 to format 7: likely pairs, the weakest links of clusters and sketches of accounts are remembered, too
-- (linking.sql); so accounts are linked anew once.
DROP TABLE linked;
DROP TABLE keyed;
DROP TABLE IF EXISTS likely;
DROP TABLE linking;

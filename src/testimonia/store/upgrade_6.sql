-- From format 3, 4 or 5 to format 6: likely pairs and the weakest links of clusters are remembered, too (linking.sql); so
-- accounts are linked anew once.
DROP TABLE linked;
DROP TABLE keyed;
DROP TABLE IF EXISTS likely;
DROP TABLE linking;

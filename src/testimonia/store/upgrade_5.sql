-- From format 3 or 4 to format 5: likely pairs are remembered, too (linking.sql); so accounts are linked anew once.
DROP TABLE linked;
DROP TABLE keyed;
DROP TABLE linking;

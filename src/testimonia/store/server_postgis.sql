-- Where: see edition.sql. `place` is WGS84 (EPSG 4326), for whoever draws maps of the ledger.
CREATE TABLE points (
  seq BIGINT PRIMARY KEY,
  south DOUBLE PRECISION NOT NULL,
  north DOUBLE PRECISION NOT NULL,
  west DOUBLE PRECISION NOT NULL,
  east DOUBLE PRECISION NOT NULL,
  place geometry(Point, 4326) GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(west, south), 4326)) STORED
);
CREATE INDEX points_place ON points USING gist (place);
CREATE FUNCTION inside(place geometry, south DOUBLE PRECISION, north DOUBLE PRECISION, west DOUBLE PRECISION,
  east DOUBLE PRECISION) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS $$
  SELECT place && ST_MakeEnvelope(west, south, east, north, 4326)
$$;

-- Where: see edition.sql. Without PostGIS a point of PostgreSQL's own; with it (server_postgis.sql) a geometry.
CREATE TABLE points (
  seq BIGINT PRIMARY KEY,
  south DOUBLE PRECISION NOT NULL,
  north DOUBLE PRECISION NOT NULL,
  west DOUBLE PRECISION NOT NULL,
  east DOUBLE PRECISION NOT NULL,
  place point GENERATED ALWAYS AS (point(west, south)) STORED
);
CREATE INDEX points_place ON points USING gist (place);
CREATE FUNCTION inside(place point, south DOUBLE PRECISION, north DOUBLE PRECISION, west DOUBLE PRECISION,
  east DOUBLE PRECISION) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS $$
  SELECT place <@ box(point(west, south), point(east, north))
$$;

-- The same facts as plain tables: what one has before any extension.
CREATE SCHEMA plain;
SET search_path = plain;
CREATE TABLE country (code text PRIMARY KEY, covered boolean NOT NULL);
CREATE TABLE party (id bigint PRIMARY KEY, name text NOT NULL, country text NOT NULL REFERENCES country, kind text NOT NULL);
CREATE TABLE holding (owner bigint NOT NULL REFERENCES party, owned bigint NOT NULL REFERENCES party,
	pct float8 NOT NULL CHECK (pct > 0 AND pct <= 1), PRIMARY KEY (owned, owner));
CREATE TABLE material (id integer PRIMARY KEY, name text NOT NULL, stage integer NOT NULL, raw boolean NOT NULL, ore boolean NOT NULL, enditem boolean NOT NULL);
CREATE TABLE facility (id bigint PRIMARY KEY, party bigint NOT NULL REFERENCES party, country text NOT NULL REFERENCES country,
	material integer NOT NULL REFERENCES material);
CREATE TABLE lot (id bigint NOT NULL, material integer NOT NULL, facility bigint NOT NULL, producer bigint NOT NULL,
	country text NOT NULL, produced date, amount float8 NOT NULL, untraced boolean NOT NULL);
CREATE TABLE consumption (output_lot bigint NOT NULL, input_lot bigint NOT NULL, amount float8 NOT NULL);

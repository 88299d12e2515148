#!/bin/sh
# Run by the image of PostgreSQL when it makes its cluster: the hub owns its own database and may do nothing beside, a
# copy on the same network may read what is written, and neither is the administrator, whose password stays here.
set -eu
psql --username postgres --dbname postgres --set ON_ERROR_STOP=1 --set hub="$HUB_PASSWORD" --set replica="$REPLICA_PASSWORD" <<'SQL'
CREATE ROLE hub LOGIN PASSWORD :'hub';
CREATE ROLE replica LOGIN REPLICATION PASSWORD :'replica';
CREATE DATABASE hub OWNER hub;
REVOKE CONNECT, TEMPORARY ON DATABASE hub FROM PUBLIC;
\connect hub
CREATE EXTENSION unaccent;
SQL
echo "host replication replica samenet scram-sha-256" >> "$PGDATA/pg_hba.conf"

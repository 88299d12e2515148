#!/bin/sh
# Run by the image of PostgreSQL when it makes its database: a copy on the same network may ask for what is written.
echo "host replication all samenet scram-sha-256" >> "$PGDATA/pg_hba.conf"

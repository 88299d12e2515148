#!/bin/sh
# A streaming copy of the database at PRIMARY: made where there is none yet, then followed. Options are for postgres.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    PGPASSWORD=$REPLICA_PASSWORD pg_basebackup --host "$PRIMARY" --username replica --pgdata "$PGDATA" \
        --write-recovery-conf --wal-method stream --checkpoint fast
fi
exec postgres -D "$PGDATA" "$@"

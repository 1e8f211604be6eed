#!/bin/sh
# Runs once, when PostgreSQL's volume is new: the owner of the tables, and the role of web and workers beside it.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
CREATE ROLE factdesk_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE factdesk_app LOGIN PASSWORD :'app_password';
CREATE DATABASE factdesk OWNER factdesk_owner;
REVOKE ALL ON DATABASE factdesk FROM PUBLIC;
\connect factdesk
CREATE EXTENSION vector;  -- the others may be made by the database's owner, this one by a superuser only
SQL

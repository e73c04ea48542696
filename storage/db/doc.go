// Package db is the SQL of package storage as Go, made by sqlc from
// storage/queries and storage/migrations (make generate). It belongs to no
// stage and decides nothing; only package storage imports it.
package db

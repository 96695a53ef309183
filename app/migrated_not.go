//go:build !migrated_fynedo

package main

const migrated = false

//go:build !migrated_fynedo

package desktop

const Migrated = false

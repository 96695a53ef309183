//go:build migrated_fynedo

package desktop

// Migrated switches the toolkit's goroutine checks off at run time, as the build tag does inside the toolkit.
// Without the tag they are on.
const Migrated = true

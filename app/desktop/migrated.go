//go:build migrated_fynedo

package desktop

// Migrated turns the toolkit's checks of goroutines off at run time, as the build tag does in the
// toolkit itself. A build without the tag has them on.
const Migrated = true

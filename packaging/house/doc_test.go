// Package house_test holds the source of all packages against the rules of the house.
package house_test

import "testing"

// atRoot has a test read the module from its root. It is called within the test, so that a cached result knows which
// files were read.
func atRoot(t *testing.T) {
	t.Helper()
	t.Chdir("../..")
}

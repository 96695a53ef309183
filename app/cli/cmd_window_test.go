package cli

import (
	"errors"
	"strings"
	"testing"

	"sendoff/app/queue"
)

// TestWindowInAnotherSession: a second start in another session says where the window is; in the same session, or
// where sessions have no numbers, it raises the window.
func TestWindowInAnotherSession(t *testing.T) {
	for _, c := range []struct {
		owner, here string
		told        bool
	}{{"2", "3", true}, {"2", "2", false}, {"", "3", false}, {"2", "", false}, {"", "", false}} {
		err := inAnotherSession(queue.OwnerInfo{Session: c.owner}, c.here)
		var code queue.UnavailableError
		if told := errors.As(err, &code) && strings.Contains(err.Error(), "(number 2)"); told != c.told || !c.told && err != nil {
			t.Errorf("owner in %q, here %q: %v", c.owner, c.here, err)
		}
	}
}

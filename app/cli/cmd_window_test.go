package cli

import (
	"errors"
	"strings"
	"testing"

	"sendoff/app/queue"
)

// TestWindowInAnotherSession: who starts the program again in another session is told where the window is; who
// does so in the same one, or where sessions have no numbers, gets it.
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

package probe

import (
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// Step is one step of a test, as facts: the process that runs it need not be the one that shows it.
type Step struct {
	Name    string          `json:"name"` // a key
	OK      bool            `json:"ok,omitempty"`
	Said    []words.Phrase  `json:"said,omitempty"`  // the result, one behind the other
	Fault   *transfer.Fault `json:"fault,omitempty"` // why it failed; nil = it did not
	Address string          `json:"address"`         // that is tested
	// Practice marks the server inside this program, see transfer.Target.
	Practice bool          `json:"practice,omitempty"`
	Took     time.Duration `json:"took,omitempty"`
}

// stepTLS is the name of the step that says how the connection is protected.
const stepTLS = "TLS"

// Shown is the step in the user's language.
func (s Step) Shown() words.TestStep {
	shown := words.TestStep{Name: words.Tr(s.Name), OK: s.OK, Took: s.Took, Fault: s.Fault}
	shown.Risky = s.OK && s.Name == stepTLS && strings.HasPrefix(s.Address, "http:")
	if s.Fault != nil {
		shown.Text = words.TestText(s.Fault, transfer.Target{URL: s.Address, Practice: s.Practice})
		return shown
	}
	var text strings.Builder
	for _, p := range s.Said {
		text.WriteString(p.Text())
	}
	shown.Text = text.String()
	return shown
}

func say(key string, args ...string) []words.Phrase { return []words.Phrase{words.Say(key, args...)} }

package sheets

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestReplyThatCannotBeSavedIsRefusedAtAdding: an upload whose reply cannot be saved is refused when it is added;
// without a reply the same files are accepted.
func TestReplyThatCannotBeSavedIsRefusedAtAdding(t *testing.T) {
	name := strings.Repeat("a", 250) // with .reply appended too long for a file system
	w := open(t, labSettings())
	dir := dropFiles(t, name)
	blocked := filepath.Join(dir, name+".reply")
	w.adder.Add([]string{filepath.Join(dir, name)})
	w.drain(settledSheet(w))
	s := w.adder.open
	s.form.reply.SetChecked(true)
	tap(s.upload)
	if len(w.commands) != 0 || !strings.Contains(s.whole, blocked) || !s.upload.Disabled() {
		t.Fatalf("%d commands; the sheet says %q", len(w.commands), s.whole)
	}
	s.form.reply.SetChecked(false)
	tap(s.upload)
	if len(w.commands) != 1 || len(w.commands[0].Jobs) != 1 {
		t.Errorf("without a reply: %+v", w.commands)
	}
}

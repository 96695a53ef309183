package queue

import (
	"encoding/json"
	"strings"
	"testing"

	"sendoff/transfer"
)

// TestRefusedKeytabOutlivesTheProcess: a task that starts every five minutes does not send a refused keytab again. Another
// file is another keytab, and the store does not hold the hash of the keys.
func TestRefusedKeytabOutlivesTheProcess(t *testing.T) {
	old := transfer.Keys{User: "ines@CORP.EXAMPLE", Sum: "5e1f"}
	renewed := transfer.Keys{User: old.User, Sum: "77aa"}
	store := memoryStore{}
	start := func() *Secrets {
		s := NewSecrets(noRing{})
		if err := s.remember(store); err != nil {
			t.Fatal(err)
		}
		return s
	}
	start().KeysRefused(old)
	if s := start(); !s.AreRefused(old) {
		t.Error("the keytab is tried again after a start")
	}
	if s := start(); s.AreRefused(renewed) {
		t.Error("a new keytab counts as refused")
	}
	if text, _ := json.Marshal(store); strings.Contains(string(text), old.Sum) {
		t.Errorf("the store tells the hash: %s", text)
	}
	s := start()
	s.pardonKeys()
	if s.AreRefused(old) || start().AreRefused(old) {
		t.Error("a keytab that the user wants to be tried is still refused")
	}
}

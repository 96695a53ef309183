package queue

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/ui/words"
)

func TestC38_TheSocketRefusesJobsWithoutAFile(t *testing.T) {
	for line, says := range map[string]string{
		`{"verb":"add"}`:           "No file is named",
		`{"verb":"add","jobs":[]}`: "No file is named",
		`{"verb":"add","jobs":[{"id":"01a2099b-0000-7000-8000-000000000001","source":{"path":""},"target":{"url":"http://h/x"}}]}`:                                                        "not complete",
		`{"verb":"add","jobs":[{"id":"01a2099b-0000-7000-8000-000000000001","source":[{"path":"` + absent + `"},{"path":"` + absent + `b"}],"target":{"url":"http://h/x"}}]}`:             "not understood",
		`{"verb":"add","jobs":[{"id":"01a2099b-0000-7000-8000-000000000001","source":{"path":"` + absent + `"},"sources":[{"path":"` + absent + `b"}],"target":{"url":"http://h/x"}}]}`:   "not understood",
		`{"verb":"add","jobs":[{"id":"01a2099b-0000-7000-8000-000000000001","source":{"path":"` + absent + `","size":1},"target":{"url":"http://h/x","headers":"X-A: 1\nHost: other"}}]}`: "cannot be set",
	} {
		_, err := understood([]byte(line), checkCommand)
		if err == nil || !strings.Contains(words.ErrorText(err), says) {
			t.Errorf("%s\n%v", line, err)
		}
	}
}

func TestWireKeepsLiveFields(t *testing.T) {
	j := &transfer.Job{ID: uuid.New(), Phase: transfer.Sending, Sent: 5, Rate: 2.5}
	gone := uuid.New()
	u := transfer.Update{}
	data, err := json.Marshal(wireUpdate{Jobs: transfer.Packed(nil).With(j), Gone: []uuid.UUID{gone}})
	if err != nil {
		t.Fatal(err)
	}
	var back wireUpdate
	if err := errors.Join(json.Unmarshal(data, &back), back.into(u)); err != nil {
		t.Fatal(err)
	}
	if got := u[j.ID]; got == nil || got.Phase != j.Phase || got.Sent != 5 || got.Rate != 2.5 {
		t.Errorf("came back as %+v", got)
	}
	if got, known := u[gone]; !known || got != nil {
		t.Errorf("what is gone came back as %v, %v", got, known)
	}
}

// TestOwnersRefusalIsKnown: a refusal sent over the control channel is the same error at the other end.
func TestOwnersRefusalIsKnown(t *testing.T) {
	for name, known := range knownErrors {
		if got := knownAs(known); got != name {
			t.Errorf("%v is known as %q", known, got)
		}
	}
	if knownAs(errors.New("another")) != "" {
		t.Error("any error is known")
	}
	r := newRig(t)
	r.owner()
	q, err := Dial(t.Context(), r.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Do(t.Context(), transfer.Command{Verb: transfer.VerbForget, IDs: []uuid.UUID{{1}}}); !errors.Is(err, transfer.ErrNoJob) {
		t.Errorf("%v", err)
	}
	if _, err := understood([]byte(`{"verb":"dance"}`), checkCommand); knownAs(err) != "version" {
		t.Errorf("%v is known as %q", err, knownAs(err))
	}
}

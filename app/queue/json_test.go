package queue

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/ui/list/listtest"
	"sendoff/ui/words"
)

// TestEveryStateInJSON: every state and every outcome can be told apart in --json, and has the state's name in the
// Windows job model.
func TestEveryStateInJSON(t *testing.T) {
	model := map[transfer.State]string{
		transfer.Waiting: "QUEUED", transfer.NeedsYou: "ERROR", transfer.Connecting: "CONNECTING", transfer.Uploading: "TRANSFERRING",
		transfer.Finishing: "TRANSFERRING", transfer.GettingReply: "TRANSFERRING", transfer.Retrying: "TRANSIENT_ERROR",
		transfer.Paused: "SUSPENDED", transfer.Failed: "ERROR", transfer.Cancelling: "CANCELLED", transfer.Done: "ACKNOWLEDGED",
		transfer.Cancelled: "CANCELLED",
	}
	seen := map[[2]any]listtest.Case{}
	for _, c := range listtest.Every() {
		got := printed(t, c.Job())
		if want := "BG_JOB_STATE_" + model[c.State]; got["state"] != string(c.State) || got["bits_state"] != want {
			t.Errorf("%s: state %v, bits_state %v, want %s", c, got["state"], got["bits_state"], want)
		}
		if ended := got["outcome"] != nil; ended != c.State.Ended() || ended != (got["ended"] != nil) {
			t.Errorf("%s: outcome %v, ended %v", c, got["outcome"], got["ended"])
		}
		if c.Outcome != "" && got["outcome"] != string(c.Outcome) {
			t.Errorf("%s: outcome %v", c, got["outcome"])
		}
		if fault := got["fault"] != nil; fault != (c.Job().Fault != nil) {
			t.Errorf("%s: fault %v", c, got["fault"])
		}
		like := [2]any{got["state"], got["outcome"]}
		if other, twice := seen[like]; twice {
			t.Errorf("%s looks like %s", c, other)
		}
		seen[like] = c
	}
}

// printed is a job as --json prints it.
func printed(t *testing.T, j *transfer.Job) map[string]any {
	t.Helper()
	var line bytes.Buffer
	if err := WriteJSON(&line, ToJSON(j), words.Hostile); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(line.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// TestTimesInJSON: in UTC and to the millisecond, wherever the program runs; no time is null.
func TestTimesInJSON(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 678_901_234, time.FixedZone("east", 5*3600))
	text, err := json.Marshal(TimeOrNull(at))
	if err != nil || string(text) != `"2026-01-01T22:04:05.678Z"` {
		t.Errorf("%s, %v", text, err)
	}
	if TimeOrNull(time.Time{}) != nil {
		t.Error("no time is told as one")
	}
}

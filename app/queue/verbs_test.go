package queue

import (
	"testing"

	"sendoff/transfer"
)

func TestRetryVerb(t *testing.T) {
	changed := &transfer.Job{Fault: &transfer.Fault{Kind: transfer.KindFileChanged}}
	if v := RetryVerb(changed); v != transfer.VerbStart {
		t.Errorf("a changed file is retried with %s", v)
	}
	if v := RetryVerb(&transfer.Job{Fault: &transfer.Fault{Kind: transfer.KindBusy}}); v != transfer.VerbRun {
		t.Errorf("a busy server is retried with %s", v)
	}
}

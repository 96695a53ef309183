package list

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/list/listtest"
)

// TestWhatCanBeDone: each state allows exactly the actions that make sense in it.
func TestWhatCanBeDone(t *testing.T) {
	for name, c := range map[string]struct {
		can func(*transfer.Job) bool
		in  []transfer.State
	}{
		"pause":      {CanPause, []transfer.State{transfer.Waiting, transfer.Connecting, transfer.Uploading, transfer.GettingReply, transfer.Retrying}},
		"resume":     {CanResume, []transfer.State{transfer.Paused}},
		"start now":  {CanStartNow, []transfer.State{transfer.Waiting, transfer.Retrying, transfer.Paused}},
		"retry":      {CanRetry, []transfer.State{transfer.NeedsYou, transfer.Retrying, transfer.Failed}},
		"start over": {CanStartOver, []transfer.State{transfer.NeedsYou, transfer.Paused, transfer.Failed}},
		"has ended":  {HasEnded, []transfer.State{transfer.Done, transfer.Cancelled}},
		"has failed": {HasFailed, []transfer.State{transfer.NeedsYou, transfer.Failed}},
		"cancel": {CanCancel, []transfer.State{
			transfer.Waiting, transfer.NeedsYou, transfer.Connecting, transfer.Uploading, transfer.Finishing, transfer.GettingReply,
			transfer.Retrying, transfer.Paused, transfer.Failed,
		}},
		"move": {CanMove, []transfer.State{
			transfer.Waiting, transfer.NeedsYou, transfer.Connecting, transfer.Uploading, transfer.Finishing, transfer.GettingReply,
			transfer.Retrying, transfer.Paused, transfer.Failed,
		}},
		"code": {HasCode, []transfer.State{transfer.NeedsYou, transfer.Retrying, transfer.Failed}},
	} {
		for _, s := range transfer.States {
			u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) { listtest.In(s, j) })
			if got := c.can(u[id[0]]); got != slices.Contains(c.in, s) {
				t.Errorf("%s, %s: %v", name, s, got)
			}
		}
	}
}

// TestWhatCanBeDoneAboutASession: the actions on a session need one that a server has opened.
func TestWhatCanBeDoneAboutASession(t *testing.T) {
	j := transfer.Job{Want: transfer.Drop}
	if HasSession(&j) || IsOpenCancel(&j) || CanCancelAgain(&j) {
		t.Error("there is no session, and no fault")
	}
	j.Session, j.Fault = bits.Session{ID: "{1}"}, &transfer.Fault{Kind: transfer.KindConnect}
	if !HasSession(&j) || !IsOpenCancel(&j) {
		t.Error("the server could not be told of the cancel")
	}
	j.Outcome = transfer.Refused
	if IsOpenCancel(&j) {
		t.Error("the cancel has ended")
	}
}

// TestWhoMaySignIn: signing in is offered where an account was requested, or where the given one was refused.
func TestWhoMaySignIn(t *testing.T) {
	for name, c := range map[string]struct {
		job  transfer.Job
		want bool
	}{
		"healthy":              {transfer.Job{}, false},
		"asked for":            {transfer.Job{Fault: &transfer.Fault{Kind: transfer.KindSignIn}}, true},
		"wrong":                {transfer.Job{Fault: &transfer.Fault{Kind: transfer.KindWrongSignIn}}, true},
		"denied to nobody":     {transfer.Job{Fault: &transfer.Fault{Kind: transfer.KindDenied}}, false},
		"denied to somebody":   {transfer.Job{Fault: &transfer.Fault{Kind: transfer.KindDenied, Ask: transfer.Ask{User: "ines"}}}, true},
		"of another kind":      {transfer.Job{Fault: &transfer.Fault{Kind: transfer.KindExists, Ask: transfer.Ask{User: "ines"}}}, false},
		"ended, and no matter": {transfer.Job{Outcome: transfer.Refused, Fault: &transfer.Fault{Kind: transfer.KindSignIn}}, false},
	} {
		if got := CanSignIn(&c.job); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestWhoWantsToQuit: quitting waits for uploads that continue by themselves, not for those that have been failing
// for long.
func TestWhoWantsToQuit(t *testing.T) {
	for s, want := range map[transfer.State][2]bool{ // busy, makes progress
		transfer.Waiting: {true, true}, transfer.Uploading: {true, true}, transfer.Retrying: {true, true},
		transfer.Paused: {}, transfer.Failed: {}, transfer.NeedsYou: {}, transfer.Cancelling: {}, transfer.Done: {}, transfer.Cancelled: {},
	} {
		m, _ := modelOf(s)
		if got := m.Survey(); got.Busy() != want[0] || got.Gets() != want[1] {
			t.Errorf("%s: busy %v, gets on %v", s, got.Busy(), got.Gets())
		}
	}
	m, id := modelOf(transfer.Retrying)
	old := *m.Entries[id].Job
	old.Since = old.Since.Add(-2 * Briefly)
	m.Apply(transfer.Update{old.ID: &old})
	if got := m.Survey(); !got.Busy() || got.Gets() {
		t.Error("one that has failed for long gets nowhere, and goes on all the same")
	}
}

// modelOf is a list with one upload in a state.
func modelOf(s transfer.State) (*Model, uuid.UUID) {
	u, id := listtest.Jobs(1, func(_ int, j *transfer.Job) { listtest.In(s, j) })
	m := New(testServers)
	m.Apply(u)
	return m, id[0]
}

// TestOpenGroups: a group is open while one of its uploads continues, or would if the user resumed it.
func TestOpenGroups(t *testing.T) {
	for _, s := range transfer.States {
		u, id := listtest.Grouped(2, 0, 2, func(i int, j *transfer.Job) {
			listtest.In(transfer.Done, j)
			if i == 1 {
				j.Outcome, j.Want = "", transfer.Run
				listtest.In(s, j)
			}
		})
		m := New(nil)
		m.Apply(u)
		if got := m.Open(u[id[0]].Target.Group); got != (s.GoesOn() || s == transfer.Paused) {
			t.Errorf("%s: %v", s, got)
		}
		if m.Open("another one") {
			t.Error("a group without uploads is open")
		}
	}
}

// TestCutOffCountsTheWaiting: uploads to this computer need no network.
func TestCutOffCountsTheWaiting(t *testing.T) {
	u, _ := listtest.Jobs(4, func(i int, j *transfer.Job) {
		switch i {
		case 0:
			j.Target.URL = "http://127.0.0.1:8080/a"
		case 1:
			listtest.In(transfer.Failed, j)
		case 2:
			listtest.In(transfer.Retrying, j)
		}
	})
	m := New(nil)
	m.Apply(u)
	if got := m.CutOff(); got != 2 {
		t.Errorf("%d uploads wait for the network", got)
	}
	if got := m.All(HasFailed); len(got) != 1 {
		t.Errorf("%d have failed", len(got))
	}
}

package transfer

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer/bits"
	"sendoff/transfer/source"
)

// Times in the life of a job in the midst of everything.
var (
	eventAdded = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	eventOpen  = eventAdded.Add(time.Hour)
	eventHeard = eventAdded.Add(2 * time.Hour)
	eventRetry = eventAdded.Add(3 * time.Hour)
	eventNow   = eventAdded.Add(4 * time.Hour)
)

// inTheMidst is a job with a value of its own in every field that an event could change by mistake.
func inTheMidst() Job {
	return Job{
		ID: uuid.UUID{1}, Source: source.File{Path: "/a", Size: 1000, FileID: "1"}, Target: Target{URL: "http://h/a"},
		Session: bits.Session{ID: "s", Host: "up2"}, Opened: eventOpen, Heard: eventHeard, Acked: 400, Reach: 600,
		Checksum: source.Checksum{Algorithm: "x", Size: 400}, Left: source.Checksum{Algorithm: "x", Size: 600},
		Tells: true, Unseen: true, LastFragment: LastLeft, Closing: true, Named: &NamedReply{URL: "r"}, ReplyAt: "/r",
		MaybeOpen: true, Abandoned: true, Restarted: 2, Headway: Headway{Furthest: 400, Resent: 7, Unheard: 2, Renewed: true},
		Attempt: 3, RetryAt: eventRetry, Since: eventOpen, Patience: Patience{Last: eventHeard, Wait: time.Minute, Rested: time.Second},
		Fault: &Fault{Kind: KindBusy}, Added: eventAdded, Started: eventAdded.Add(time.Minute),
		Counted: true, Phase: Sending, Sent: 500, Found: 11, Rate: 5,
	}
}

// forgiven is what headway leaves of the failures.
func forgiven(j *Job) { j.Attempt, j.Since, j.Patience = 0, time.Time{}, Patience{} }

// TestWhatEventsLeave: each event changes what it is about, and leaves everything else of the job as it was.
func TestWhatEventsLeave(t *testing.T) {
	sent := sums{base: source.Checksum{Algorithm: "x", Size: 500}, left: source.Checksum{Algorithm: "x", Size: 700}}
	covered := sums{base: source.Checksum{Algorithm: "x", Size: 500}, left: source.Checksum{Algorithm: "x", Size: 500}}
	other := bits.Session{ID: "s2"}
	busy := Fault{Kind: KindStalled, HTTP: 500}
	final := Fault{Kind: KindDenied, Final: true}
	ended := func(o Outcome) func(*Job) {
		return func(j *Job) {
			j.Outcome, j.Ended, j.Phase, j.Rate, j.RetryAt, j.Refusal = o, eventNow, Idle, 0, time.Time{}, nil
			forgiven(j)
		}
	}
	for name, c := range map[string]struct {
		before func(j *Job)
		event  event
		after  func(j *Job) // what differs from before
	}{
		"closing":     {nil, phaseChanged{Completing}, func(j *Job) { j.Phase = Completing }},
		"trying":      {nil, phaseChanged{Opening}, func(j *Job) { j.Phase, j.RetryAt = Opening, time.Time{} }},
		"mixed":       {nil, mixedSent{}, func(j *Job) { j.Source.Written = true }},
		"abandoned":   {func(j *Job) { j.Abandoned = false }, abandoned{}, func(j *Job) { j.Abandoned = true }},
		"create sent": {func(j *Job) { j.MaybeOpen = false }, createSent{}, func(j *Job) { j.MaybeOpen = true }},
		"not sent":    {nil, notSent{}, func(j *Job) { j.Reach = 400 }},
		"wasted":      {nil, wasted{5}, func(j *Job) { j.Headway.Resent = 12 }},
		"took back":   {nil, wasted{-5}, func(*Job) {}},

		"opened": {func(j *Job) { j.Counted = false }, opened{session: other, reach: 64}, func(j *Job) {
			j.Session, j.Opened, j.Heard, j.Acked, j.Reach, j.Counted = other, eventNow, eventNow, 0, 64, true
			j.Checksum, j.Left, j.Unseen, j.Named, j.Fault = source.NewChecksum(), source.Checksum{}, false, nil, nil
			j.Closing, j.MaybeOpen, j.Abandoned, j.LastFragment = false, false, false, LastUnsent
		}},
		"first opened, for a whole file": {func(j *Job) { *j = Job{ID: j.ID, Source: j.Source} }, opened{session: other, reach: 1000, last: true}, func(j *Job) {
			j.Session, j.Opened, j.Heard, j.Started, j.Reach, j.Counted = other, eventNow, eventNow, eventNow, 1000, true
			j.Checksum, j.LastFragment = source.NewChecksum(), LastLeft
		}},
		"lost": {nil, lost{}, func(j *Job) {
			j.Session, j.Opened, j.Heard, j.Acked, j.Reach = bits.Session{}, time.Time{}, time.Time{}, 0, 0
			j.Checksum, j.Left, j.Unseen, j.Closing, j.Abandoned = source.Checksum{}, source.Checksum{}, false, false, false
			j.Earlier, j.LastFragment, j.Restarted, j.Headway.Unheard = LastLeft, LastUnsent, 3, 0
		}},
		"lost, an earlier one was complete": {func(j *Job) { *j = Job{Earlier: LastAcked, LastFragment: LastLeft} }, lost{}, func(j *Job) {
			j.LastFragment, j.Restarted = LastUnsent, 1
		}},

		"leaving":             {nil, leaving{sums: sent, reach: 800}, func(j *Job) { j.Reach, j.Checksum, j.Left = 800, sent.base, sent.left }},
		"leaving, the end":    {func(j *Job) { j.LastFragment = LastUnsent }, leaving{reach: 1000, last: true}, func(j *Job) { j.Reach, j.LastFragment = 1000, LastLeft }},
		"leaving less":        {nil, leaving{reach: 500}, func(*Job) {}},
		"leaving, not known":  {func(j *Job) { j.Reach = reachUnknown }, leaving{reach: 800}, func(*Job) {}},
		"sent without an ack": {nil, unackedSent{sent}, func(j *Job) { j.Checksum, j.Left = sent.base, sent.left }},
		"sent, covered":       {nil, unackedSent{covered}, func(j *Job) { j.Checksum, j.Left = covered.base, source.Checksum{} }},

		"unchanged": {nil, unchanged{source: source.File{Path: "/a", Size: 1000, FileID: "2"}}, func(j *Job) {
			j.Source.FileID, j.Tells = "2", false
		}},
		"unchanged while watched": {func(j *Job) { j.Attempt, j.Unseen, j.Tells = 0, false, false }, unchanged{source: source.File{Path: "/a", Size: 1000, FileID: "1"}, tells: true, unseen: true}, func(j *Job) {
			j.Tells, j.Unseen = true, true
			forgiven(j)
		}},

		"acked": {nil, acked{received: 500, sent: 100, reach: 700, cost: 100, sums: sent}, func(j *Job) {
			j.Heard, j.Fault, j.Acked, j.Reach, j.Unseen, j.LastFragment = eventNow, nil, 500, 700, false, LastUnsent
			j.Headway, j.Checksum, j.Left = Headway{Furthest: 500, Resent: 7}, sent.base, sent.left
			forgiven(j)
		}},
		"the same offset again": {nil, acked{received: 400, cost: 50}, func(j *Job) {
			j.Reach, j.Unseen, j.LastFragment, j.Headway.Resent = 400, false, LastUnsent, 57
		}},
		"an offset further back": {nil, acked{received: 100, cost: 50}, func(j *Job) {
			j.Acked, j.Reach, j.Unseen, j.LastFragment, j.Headway.Resent = 100, 100, false, LastUnsent, 57
		}},
		"more than was sent": {nil, acked{received: 600, sent: 100, cost: 100}, func(j *Job) {
			j.Heard, j.Fault, j.Acked, j.Reach, j.Unseen, j.LastFragment, j.Found = eventNow, nil, 600, 600, false, LastUnsent, 111
			j.Headway = Headway{Furthest: 600, Resent: 7}
			forgiven(j)
		}},
		"anew what an earlier session had": {func(j *Job) { j.Headway.Furthest = 900 }, acked{received: 500, sent: 100, cost: 100}, func(j *Job) {
			j.Heard, j.Fault, j.Acked, j.Reach, j.Unseen, j.LastFragment = eventNow, nil, 500, 500, false, LastUnsent
			j.Headway.Resent = 107
		}},
		"counts when all is covered": {func(j *Job) { j.Counted = false }, acked{received: 600, sent: 200, cost: 200}, func(j *Job) {
			j.Heard, j.Fault, j.Acked, j.Reach, j.Unseen, j.LastFragment, j.Counted = eventNow, nil, 600, 600, false, LastUnsent, true
			j.Headway = Headway{Furthest: 600, Resent: 7}
			forgiven(j)
		}},
		"does not count before": {func(j *Job) { j.Counted = false }, acked{received: 599, sent: 199, cost: 199}, func(j *Job) {
			j.Heard, j.Fault, j.Acked, j.Reach, j.Unseen, j.LastFragment = eventNow, nil, 599, 599, false, LastUnsent
			j.Headway = Headway{Furthest: 599, Resent: 7}
			forgiven(j)
		}},
		"does not count without a reach": {func(j *Job) { j.Counted, j.Reach = false, reachUnknown }, acked{received: 400}, func(j *Job) {
			j.Reach, j.Unseen, j.LastFragment = 400, false, LastUnsent
		}},
		"acked, and the next leaves": {nil, ackedAndLeaving{acked{received: 500, sent: 100, cost: 100}, leaving{sums: sent, reach: 1000, last: true}}, func(j *Job) {
			j.Heard, j.Fault, j.Acked, j.Reach, j.Unseen, j.LastFragment = eventNow, nil, 500, 1000, false, LastLeft
			j.Headway, j.Checksum, j.Left = Headway{Furthest: 500, Resent: 7}, sent.base, sent.left
			forgiven(j)
		}},
		"completed": {nil, completed{sent: 600, named: &NamedReply{URL: "new"}, sums: sent}, func(j *Job) {
			j.Heard, j.Fault, j.Acked, j.Reach, j.Unseen, j.LastFragment, j.Closing, j.Phase = eventNow, nil, 1000, 1000, false, LastAcked, false, Completing
			j.Headway, j.Checksum, j.Left, j.Named = Headway{Furthest: 1000, Resent: 7}, sent.base, sent.left, &NamedReply{URL: "new"}
			forgiven(j)
		}},
		"completed before": {func(j *Job) { j.Acked, j.Reach, j.Headway.Furthest, j.Closing = 1000, 1000, 1000, false }, completed{closing: true}, func(j *Job) {
			j.Fault, j.Unseen, j.LastFragment, j.Closing, j.Phase = nil, false, LastAcked, true, Completing
		}},

		"finished": {nil, finished{}, func(j *Job) {
			ended(Delivered)(j)
			j.Fault, j.Acked, j.Sent = nil, 1000, 1000
		}},
		"finished without its reply": {func(j *Job) { j.Target.Reply, j.Named = "/r", &NamedReply{} }, finished{}, func(j *Job) {
			ended(Delivered)(j)
			j.Acked, j.Sent = 1000, 1000
			j.Fault = &Fault{Kind: KindNoReply, Context: bits.ContextRemoteFile, Packet: string(bits.Fragment), At: eventNow, Final: true}
		}},
		"finished when it was cancelled": {func(j *Job) { j.Want = Drop }, finished{}, func(j *Job) {
			ended(TooLate)(j)
			j.Sent = 400
		}},
		"cancelled": {func(j *Job) { j.Want, j.Refusal = Drop, &Fault{Kind: KindNoCancel} }, cancelEnded{Confirmed, nil}, func(j *Job) {
			ended(Confirmed)(j)
			j.Fault, j.Sent = nil, 400
		}},
		"cancel refused": {func(j *Job) { j.Want = Drop }, cancelEnded{Refused, &final}, func(j *Job) {
			ended(Refused)(j)
			j.Fault, j.Sent = &final, 400
		}},
		"cancel refused once, then silence": {func(j *Job) { j.Want, j.Refusal = Drop, &Fault{Kind: KindNoCancel} }, cancelEnded{NotTold, &busy}, func(j *Job) {
			ended(Refused)(j)
			j.Fault, j.Sent = &Fault{Kind: KindNoCancel}, 400
		}},

		"failed": {nil, failed{fault: busy, wait: time.Minute}, func(j *Job) {
			j.Fault, j.RetryAt, j.Attempt, j.Headway.Unheard = &Fault{Kind: KindStalled, HTTP: 500, At: eventNow}, eventNow.Add(time.Minute), 4, 0
			j.Patience = Patience{Last: eventNow, Wait: time.Minute, Rested: time.Second}
		}},
		"failed first": {forgiven, failed{fault: busy, wait: time.Minute, attempt: attempt{slept: time.Hour}}, func(j *Job) {
			j.Fault, j.RetryAt, j.Attempt, j.Headway.Unheard = &Fault{Kind: KindStalled, HTTP: 500, At: eventNow}, eventNow.Add(time.Minute), 1, 0
			j.Patience, j.Since = Patience{Last: eventNow, Wait: time.Minute}, eventNow
		}},
		"failed after a sleep": {nil, failed{fault: busy, attempt: attempt{begun: eventHeard.Add(time.Hour), slept: time.Minute}}, func(j *Job) {
			j.Fault, j.RetryAt, j.Attempt, j.Headway.Unheard = &Fault{Kind: KindStalled, HTTP: 500, At: eventNow}, eventNow, 4, 0
			j.Patience = Patience{Last: eventNow, Rested: time.Second + time.Hour} // 59 min beyond the planned minute, and the sleep
		}},
		"failed for good": {nil, failed{fault: final, unheard: true}, func(j *Job) {
			j.Fault, j.RetryAt, j.Attempt, j.Headway.Unheard = &Fault{Kind: KindDenied, Final: true, At: eventNow}, time.Time{}, 4, 3
			j.Patience = Patience{Last: eventNow, Rested: time.Second}
		}},
		"failed, given a new session": {func(j *Job) { j.Headway.Renewed = false }, failed{fault: busy, unheard: true, renewed: true}, func(j *Job) {
			j.Fault, j.RetryAt, j.Attempt, j.Headway.Unheard, j.Headway.Renewed = &Fault{Kind: KindStalled, HTTP: 500, At: eventNow}, eventNow, 4, 0, true
			j.Patience = Patience{Last: eventNow, Rested: time.Second}
		}},
		"cancel failed": {func(j *Job) { j.Want = Drop }, failed{fault: busy, unheard: true, wait: time.Minute}, func(j *Job) {
			j.Fault, j.RetryAt, j.Attempt = &Fault{Kind: KindStalled, HTTP: 500, At: eventNow}, eventNow.Add(time.Minute), 4
			j.Patience = Patience{Last: eventNow, Wait: time.Minute, Rested: time.Second}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			j := inTheMidst()
			if c.before != nil {
				c.before(&j)
			}
			want := j
			c.after(&want)
			c.event.apply(&j, eventNow)
			differences(t, j, want)
		})
	}
}

// differences reports each field of a job that is not as wanted.
func differences(t *testing.T, got, want Job) {
	t.Helper()
	g, w := reflect.ValueOf(got), reflect.ValueOf(want)
	for i := range g.NumField() {
		if a, b := g.Field(i).Interface(), w.Field(i).Interface(); !reflect.DeepEqual(a, b) {
			t.Errorf("%s is %s, want %s", g.Type().Field(i).Name, shown(a), shown(b))
		}
	}
}

// shown writes a field's value, and what it points to.
func shown(v any) string {
	if p := reflect.ValueOf(v); p.Kind() == reflect.Pointer && !p.IsNil() {
		v = p.Elem().Interface()
	}
	return fmt.Sprintf("%+v", v)
}

// TestFactsThatWaitForTheDisk: the worker goes on after these are stored, since a restart that forgot one would
// repeat bytes, lose a session or bring a cancelled upload back.
func TestFactsThatWaitForTheDisk(t *testing.T) {
	for e, want := range map[event]bool{
		phaseChanged{}: false, unchanged{}: false, notSent{}: false, wasted{}: false,
		mixedSent{}: true, opened{}: true, lost{}: true, abandoned{}: true, createSent{}: true, leaving{}: true, unackedSent{}: true,
		acked{}: true, ackedAndLeaving{}: true, completed{}: true, finished{}: true, failed{}: true, cancelEnded{}: true,
	} {
		if e.durable() != want {
			t.Errorf("%T waits for the disk: %t", e, e.durable())
		}
	}
}

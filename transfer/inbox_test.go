package transfer

import "testing"

// TestInboxSaysWhenAllWorkersStopped: the loop gathers until every worker waits for it or has ended, whichever came
// before it began to.
func TestInboxSaysWhenAllWorkersStopped(t *testing.T) {
	waiting := message{event: createSent{}, reply: make(chan error, 1)}
	busy := message{event: createSent{}} // its worker goes on
	for name, c := range map[string]struct {
		before, after []message
		want          bool
	}{
		"all before":          {[]message{waiting, busy, {left: new(worker)}}, nil, true},
		"the last one after":  {[]message{waiting, busy}, []message{busy, waiting}, true},
		"one goes on":         {[]message{waiting, busy, busy}, []message{busy}, false},
		"commands are no end": {[]message{waiting, {command: &Command{}}}, []message{{call: func() {}}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := newInbox()
			b.put(waiting) // of the turn before
			b.put(waiting)
			<-b.whole(2)
			b.put(waiting) // a late one leaves a token behind
			b.take()
			for _, m := range c.before {
				b.put(m)
			}
			all := b.whole(2)
			for _, m := range c.after {
				b.put(m)
			}
			select {
			case <-all:
				if !c.want {
					t.Error("it says so while one goes on")
				}
			default:
				if c.want {
					t.Error("it does not say so")
				}
			}
		})
	}
}

// TestInboxKeepsItsRoom: messages that come while others are handled take the room of those before.
func TestInboxKeepsItsRoom(t *testing.T) {
	b := newInbox()
	m := message{event: createSent{}}
	cost := testing.AllocsPerRun(100, func() {
		for range 20 {
			b.put(m)
		}
		all := b.take()
		for range 20 {
			b.put(m)
		}
		if len(all) < 20 {
			t.Fatalf("%d messages", len(all))
		}
		b.reuse(all)
	})
	if cost > 0 {
		t.Errorf("%.0f allocations", cost)
	}
}

package ui

import "sendoff/transfer"

// totals sum up all uploads that have not ended, whatever is filtered.
type totals struct {
	active   int     // being worked on now
	open     int     // not ended and not being cancelled
	bytes    int64   // not acknowledged yet, of the open ones that are not paused or failed
	rate     float64 // bytes a second
	failed   int     // Failed and NeedsYou
	cleanup  int     // Cancelling: the server has not answered yet
	retrying int
	finished int
	hidden   int // Failed and NeedsYou of servers other than the chosen one
	stuck    int // Failed, of those
	away     int // servers that did not answer and are tried again
}

// tally counts everything anew: one pass is cheaper to get right than sums that are kept.
func (m *model) tally() {
	m.counts, m.totals = [filterCount]int{}, totals{}
	m.serverCounts = make([]int, len(m.servers))
	away := map[string]bool{}
	for _, e := range m.order {
		if isAway(e.job) {
			away[e.job.Target.Server()] = true
		}
		if m.server < 0 || e.server == m.server {
			m.counts[filterAll]++
			m.counts[e.filter]++
		}
		if e.server >= 0 && e.filter != filterDone && e.filter != filterCancelled {
			m.serverCounts[e.server]++
		}
		m.totals.add(e)
		if m.server >= 0 && e.server != m.server && hasFailed(e.job) {
			m.totals.hidden++
			if e.state == transfer.Failed {
				m.totals.stuck++
			}
		}
	}
	m.totals.away = len(away)
}

func (t *totals) add(e *entry) {
	j := e.job
	switch e.state {
	case transfer.Done, transfer.Cancelled:
		t.finished++
		return
	case transfer.Cancelling:
		t.cleanup++
		return
	case transfer.Failed, transfer.NeedsYou:
		t.failed++
	case transfer.Retrying:
		t.retrying++
		t.bytes += j.Source.Size - j.Acked
	case transfer.Connecting, transfer.Uploading, transfer.Finishing, transfer.GettingReply:
		t.active++
		t.rate += j.Rate
		t.bytes += j.Source.Size - j.Acked
	case transfer.Waiting:
		t.bytes += j.Source.Size - j.Acked
	case transfer.Paused:
	}
	t.open++
}

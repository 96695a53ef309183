package words

import (
	"testing"
	"time"

	"sendoff/transfer"
)

// paceOf is what is said of the pace of an upload of 48 MB.
func paceOf(j transfer.Job) string {
	j.Source.Size = 48_000_000
	text, _ := PaceText(&j)
	return text
}

// TestPaceText: the speed and the time left of what moves, the silence of what does not, and nothing of what rests.
func TestPaceText(t *testing.T) {
	const sending, fast = transfer.Sending, 500_000
	checkSaid(t, []said{
		{func() string { return paceOf(transfer.Job{}) }, "", ""},
		{func() string { return paceOf(transfer.Job{Phase: sending}) }, "", ""},
		{func() string { return paceOf(transfer.Job{Phase: sending, Rate: fast}) }, "500 kB/s  ·  1 min left", "500 кБ/с  ·  осталось 1 мин"},
		{func() string { return paceOf(transfer.Job{Phase: sending, Acked: 12_000_000, Rate: 1}) }, "1 B/s  ·  365 days left", "1 Б/с  ·  осталось 365 дней"},
		{func() string { return paceOf(transfer.Job{Phase: sending, Quiet: 12 * time.Second}) }, "no answer for 12 s", "нет ответа 12 с"},
		{func() string { return paceOf(transfer.Job{Phase: transfer.Completing, Quiet: 2 * time.Minute}) }, "no answer for 2 min", "нет ответа 2 мин"},
		{func() string { return paceOf(transfer.Job{Phase: sending, Rate: fast, Want: transfer.Hold}) }, "", ""},
		{func() string { return paceOf(transfer.Job{Phase: sending, Quiet: time.Minute, Want: transfer.Drop}) }, "", ""},
	})
}

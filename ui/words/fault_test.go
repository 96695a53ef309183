package words

import (
	"testing"

	"sendoff/transfer"
)

// progressOf is both forms of what is said of an upload of 48 MB.
func progressOf(j transfer.Job) string {
	j.Source.Size = 48_000_000
	full, brief := ProgressText(&j)
	return full + " | " + brief
}

// TestProgressText: what is confirmed, and the speed and the time where there is one.
func TestProgressText(t *testing.T) {
	checkSaid(t, []said{
		{func() string { return progressOf(transfer.Job{}) }, "48 MB | 48 MB", "48 МБ | 48 МБ"},
		{func() string { return progressOf(transfer.Job{Phase: transfer.Sending}) }, "0 B of 48 MB | 48 MB", "0 Б из 48 МБ | 48 МБ"},
		{func() string { return progressOf(transfer.Job{Phase: transfer.Sending, Rate: 500_000}) }, "0 B of 48 MB  ·  500 kB/s  ·  1 min left | 1 min left", "0 Б из 48 МБ  ·  500 кБ/с  ·  осталось 1 мин | осталось 1 мин"},
		{func() string {
			return progressOf(transfer.Job{Phase: transfer.Sending, Acked: 12_000_000, Rate: 500_000})
		}, "12 MB of 48 MB  ·  500 kB/s  ·  1 min left | 1 min left", "12 МБ из 48 МБ  ·  500 кБ/с  ·  осталось 1 мин | осталось 1 мин"},
		{func() string { return progressOf(transfer.Job{Acked: 12_000_000}) }, "12 MB of 48 MB | 48 MB", "12 МБ из 48 МБ | 48 МБ"},
		{func() string { return progressOf(transfer.Job{Acked: 12_000_000, Want: transfer.Hold, Rate: 500_000}) }, "12 MB of 48 MB | 48 MB", "12 МБ из 48 МБ | 48 МБ"},
		{func() string { return progressOf(transfer.Job{Phase: transfer.Sending, Acked: 12_000_000, Rate: 1}) }, "12 MB of 48 MB  ·  1 B/s  ·  365 days left | 365 days left", "12 МБ из 48 МБ  ·  1 Б/с  ·  осталось 365 дней | осталось 365 дней"},
	})
}

package words

import (
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/source"
)

func TestPercentageOfAnEmptyFile(t *testing.T) {
	if got := bytesOf(0, 0); got != "0 B" {
		t.Errorf("an empty file that is done: %q", got)
	}
	if got := bytesOf(50, 200); got != "50 B of 200 B (25 %)" {
		t.Errorf("a quarter: %q", got)
	}
}

// sending is an upload of 60 kB that moves at a rate, or does not move.
func sending(rate float64, quiet time.Duration) *transfer.Job {
	return &transfer.Job{Phase: transfer.Sending, Rate: rate, Quiet: quiet, Source: source.File{Size: 60_000}}
}

// TestWordsOfTheFacts: choices and priorities by their names.
func TestWordsOfTheFacts(t *testing.T) {
	checkSaid(t, []said{
		{func() string { return WayText(transfer.Auto) }, "Let Sendoff decide", "На усмотрение Sendoff"},
		{func() string { return WayText(transfer.Resume) }, "Go on", "Продолжать"},
		{func() string { return WayText(transfer.Restart) }, "Start over", "Начать заново"},
		{func() string { return AfterUnclearText(&transfer.Job{}) }, "", ""},
		{func() string {
			return AfterUnclearText(&transfer.Job{Target: transfer.Target{AfterUnclear: transfer.Restart}})
		}, "Start over", "Начать заново"},
		{func() string { return priorityText(transfer.Foreground) }, "Foreground", "Срочный"},
		{func() string { return priorityText(transfer.High) }, "High", "Высокий"},
		{func() string { return priorityText(transfer.Normal) }, "", ""},
		{func() string { return priorityText(transfer.Low) }, "Low", "Низкий"},
		{func() string { return timesText(1, 2) }, "", ""},
		{func() string { return timesText(2, 2) }, "2", "2"},
		{func() string {
			return sentOf(&transfer.Job{Phase: transfer.Sending, Sent: 50, Source: source.File{Size: 200}})
		}, "50 B of 200 B (25 %)", "50 Б из 200 Б (25 %)"},
		{func() string { return sentOf(&transfer.Job{Sent: 50, Source: source.File{Size: 200}}) }, "", ""},
		{func() string { return speedOf(sending(1000, 0)) }, "1.0 kB/s  ·  1 min left", "1,0 кБ/с  ·  осталось 1 мин"},
		{func() string { return speedOf(sending(0, 12*time.Second)) }, "no answer for 12 s", "нет ответа 12 с"},
		{func() string { return speedOf(sending(0, 3*time.Minute)) }, "no answer for 3 min", "нет ответа 3 мин"},
		{func() string { return speedOf(&transfer.Job{}) }, "", ""},
	})
}

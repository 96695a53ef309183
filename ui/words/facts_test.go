package words

import (
	"testing"

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

// TestWordsOfTheFacts: choices and priorities by their names.
func TestWordsOfTheFacts(t *testing.T) {
	checkSaid(t, []said{
		{func() string { return WayText(transfer.Auto) }, "As Sendoff thinks best", "Как решит Sendoff"},
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
		{func() string { return speedOf(&transfer.Job{Rate: 1000, Source: source.File{Size: 60_000}}) }, "1.0 kB/s, 1 min left", "1,0 кБ/с, осталось 1 мин"},
		{func() string { return speedOf(&transfer.Job{}) }, "", ""},
	})
}

package words

import (
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// TestWordsOfCures: where a fault was met, and what the last button of a row says.
func TestWordsOfCures(t *testing.T) {
	checkSaid(t, []said{
		{func() string { return contextText(0) }, "", ""},
		{func() string { return contextText(4) }, "the local file", "локальный файл"},
		{func() string { return contextText(5) }, "the server", "сервер"},
		{func() string { return contextText(6) }, "the transport", "транспорт"},
		{func() string { return contextText(7) }, "the program behind the server", "программа за сервером"},
		{func() string { return contextText(9) }, "9", "9"},
		{func() string { return WayOut(&transfer.Job{}) }, "Cancel", "Отменить"},
		{func() string {
			return WayOut(&transfer.Job{Fault: &transfer.Fault{Kind: transfer.KindExists, Final: true}})
		}, "Skip", "Пропустить"},
		{func() string {
			return WayOut(&transfer.Job{Fault: &transfer.Fault{Kind: transfer.KindExists, Final: true}, Session: bits.Session{ID: "1"}})
		}, "Cancel", "Отменить"},
		{func() string { return WayOut(&transfer.Job{Fault: &transfer.Fault{Kind: transfer.KindExists}}) }, "Cancel", "Отменить"},
		{func() string {
			return WayOut(&transfer.Job{Fault: &transfer.Fault{Kind: transfer.KindBusy, Final: true}})
		}, "Cancel", "Отменить"},
		{func() string { return TestTitleText(transfer.Target{URL: "https://files.example.com/drop/"}) }, "Test of https://files.example.com/drop/", "Проверка сервера https://files.example.com/drop/"},
		{func() string { return TookStep(1234567 * time.Microsecond) }, "1,235 ms", "1\u202f235 мс"},
		{func() string {
			return StepText(TestStep{Name: "Ping", OK: true, Took: 12 * time.Millisecond, Text: "There."})
		}, "Ping: ok, 12 ms. There.", "Ping: да, 12 мс. There."},
		{func() string { return StepText(TestStep{Name: "Ping", Text: "Nobody."}) }, "Ping: failed, 0 ms. Nobody.", "Ping: ошибка, 0 мс. Nobody."},
	})
}

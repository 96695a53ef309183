package words

import (
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/words/wordstest"
)

// TestAdminText: an admin finds the request in the server's log, and reads no secret.
func TestAdminText(t *testing.T) {
	j := wordstest.Job()
	j.Target.URL = "https://files.example.com/drop/survey.zip?sig=secret"
	j.Session = bits.Session{ID: "{7d}"}
	if got := AdminText(&j); !strings.Contains(got, "State: Waiting\n") || strings.Contains(got, "Problem") {
		t.Errorf("a healthy upload:\n%s", got)
	}
	j.Fault = &transfer.Fault{
		Kind: transfer.KindDisabled, HTTP: 501, Code: 0x80070005, Context: 5, Packet: string(bits.CreateSession), Final: true,
		At: time.Date(2026, 4, 17, 14, 3, 5, 0, time.Local), Head: "Server: IIS\nVia: 1.1 proxy\n",
	}
	for _, tt := range []struct {
		override        bool
		language, lines string
	}{
		{false, English, "Session ID: {7d}|Packet: BITS_POST Create-Session|Status: 501|HRESULT: 0x80070005|Context: 0x5 (the server)|File size: 4,210,000,000|Answer:|  Server: IIS|  Via: 1.1 proxy"},
		{true, English, "Packet: POST Create-Session"},
		{false, Russian, "ID сеанса: {7d}|Пакет: BITS_POST Create-Session|Контекст: 0x5 (сервер)"},
	} {
		speak(t, tt.language)
		j.Target.Override = tt.override
		got := AdminText(&j)
		for line := range strings.SplitSeq(tt.lines, "|") {
			if !strings.Contains("\n"+got, "\n"+line+"\n") {
				t.Errorf("%s: no line %q in\n%s", tt.language, line, got)
			}
		}
		if strings.Contains(got, "secret") || strings.Contains(got, "\n\n") {
			t.Errorf("%s:\n%s", tt.language, got)
		}
	}
}

// TestNumberOrNone: 0 is said of nothing.
func TestNumberOrNone(t *testing.T) {
	checkSaid(t, []said{
		{func() string { return NumberOrNone(0) }, "", ""},
		{func() string { return NumberOrNone(1404) }, "1404", "1404"},
		{func() string { return HexOrNone(0) }, "", ""},
		{func() string { return HexOrNone(5) }, "0x00000005", "0x00000005"},
		{func() string { return packetText("", true) }, "", ""},
	})
}

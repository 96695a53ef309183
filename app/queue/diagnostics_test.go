package queue

import (
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
)

// TestScrub plants secrets in every form in which they occur in logs and answers.
func TestScrub(t *testing.T) {
	for _, text := range []string{
		"PUT https://ines:planted-pw@files.example.com/drop/",
		"ftp://planted-user@host/x",
		`url="https://files.example.com/a.zip?sv=1&sig=planted%2Btoken" failed`,
		"https://files.example.com/a?planted-query",
		"Authorization: Basic cGxhbnRlZDpwbGFudGVk planted",
		`authorization="Bearer planted.planted-planted"`,
		"Proxy-Authorization: NTLM plantedTlRMTVNTUAAB",
		"answered with WWW: Negotiate plantedYIIZ",
		"Cookie: a=planted; b=planted",
		"Set-Cookie: session=planted; Path=/",
		"password=planted", `"token": "planted"`, "X-Api-Key: planted", "client_secret='planted'",
	} {
		if got := scrub(text); strings.Contains(got, "planted") {
			t.Errorf("%q became %q", text, got)
		}
	}
	plain := `level=WARN msg="fault" url=https://files.example.com/drop/a.zip status=403 code=0x80070005`
	if got := scrub(plain); got != plain {
		t.Errorf("%q became %q", plain, got)
	}
}

// TestDiagnosticsTellTheNewestFaults: of more than they have room for, the newest, in their order.
func TestDiagnosticsTellTheNewestFaults(t *testing.T) {
	var list []*transfer.Job
	begun := time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	for i := range diagnosedFaults + 5 {
		list = append(list, &transfer.Job{Fault: &transfer.Fault{Kind: transfer.KindBusy, At: begun.Add(time.Duration(i) * time.Minute)}})
	}
	text := aboutJobs(list)
	newest, oldest := strings.Index(text, "T03:24:00Z"), strings.Index(text, "T03:05:00Z")
	if newest < 0 || oldest < newest || strings.Contains(text, "T03:04:00Z") || strings.Count(text, "T03:") != diagnosedFaults {
		t.Errorf("%s", text)
	}
}

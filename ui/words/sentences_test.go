package words

import (
	"crypto/x509"
	"errors"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/ui/words/wordstest"
)

// TestSentencesWithNumbers: singular and plural differ, numbers have separators, and nothing is said twice.
func TestSentencesWithNumbers(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{CancelQuestion(1), "Cancel 1 upload?"},
		{CancelQuestion(1200), "Cancel 1,200 uploads?"},
		{CancelButtonText(2), "Cancel 2 uploads"},
		{CancelConsequence(0, 0), "Files on this computer are not touched."},
		{CancelConsequence(2_000_000, 0), "2.0 MB already on the server will be thrown away. Files on this computer are not touched."},
		{CancelConsequence(2_000_000, 6*time.Minute), "2.0 MB already on the server will be thrown away, which took 6 min to send. Files on this computer are not touched."},
		{RetryFailedText(3, false), "Retry failed (3)"},
		{RetryFailedText(3, true), "Retry (3)"},
		{SheetTitle(0, 0), "Add uploads"},
		{SheetTitle(1, 1000), "Add 1 file (1.0 kB)"},
		{SheetTitle(2, 0), "Add 2 files (0 B)"},
		{WalkingText(0), "Looking for files…"},
		{WalkingText(1500), "Looking for files… 1,500 so far"},
		{OneNameText(2), "This address names one file. End it with / to upload 2 files into it."},
		{InListText(40), "already in the list (40 %)"},
		{HiddenText(1), "1 problem elsewhere"},
		{FinishedText(1, 500, 10), "1 entry, 500 B uploaded"},
		{FinishedText(10, 500, 10), "10 entries, 500 B uploaded" + Dot + "the newest 10 are kept"},
		{AgainText(1, nil), "1 upload added again."},
		{AgainText(1, []string{"a is gone", "b"}), "1 added again, 2 not: a is gone"},
		{TakingText(0), ""},
		{TakingText(1500 * time.Microsecond), "1 ms"},
		{ClearButtonText(1), "Remove 1 entry"},
		{RemoveQuestion(2), "Remove 2 entries from the list?"},
		{AddedText(Added{3, "a", "Lab"}, nil), "3 files added to Lab"},
		{AddedText(Added{3, "a", "Lab"}, []SkipCount{{2, "hidden"}, {1, "not a file"}}), "3 files added to Lab, 3 skipped: 2 hidden, 1 not a file"},
		{AddedText(Added{1, "report.pdf", "Lab drop"}, []SkipCount{{1, "not found"}}), "report.pdf added to Lab drop, 1 not found"},
		{NothingAddedText(nil), "There are no files in what was dropped."},
		{NothingAddedText([]SkipCount{{1, "hidden"}}), "Nothing was added: 1 hidden."},
		{LeftOutText(0), "Nothing was added."},
		{LeftOutText(2), "2 files were not added."},
		{AsideText(2), "Take what is hidden too, system files and marks of open documents (2)"},
		{MoveAllText(3), "All 3 to this folder"},
		{ChangedText(1), "1 upload goes to another address."},
		{CopiedCodeText("404"), "Copied: 404"},
		{ExportedText(1, "/h.csv"), "1 entry saved to /h.csv"},
		{NowText(1_000_000) + ", " + MeanText(500_000), "1.0 MB/s now, mean 500 kB/s"},
		{HistoryDaysText(0), "Any time"},
		{HistoryDaysText(30), "30 days"},
		{PercentText(110), "110 %"},
		{LanguageName(Russian), "Русский"},
		{LanguageName(""), "Same as system"},
		{DeleteHistoryButton(2), "Delete 2 entries"},
		{TrayNeedsText(1), "1 needs you…"},
		{TrayFailedText(2), "2 failed…"},
		{BatchTitle("2026-04"), `Folder "2026-04"`},
		{BatchBody(1, 0, 2), "1 file uploaded, 2 failed"},
		{BatchBody(0, 1, 0), "1 needs you"},
		{DropText(""), "Drop files or folders anywhere in this window"},
		{DropText("Lab"), "Drop files or folders anywhere in this window: they go to Lab"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// TestSignInWords: who asks, for what, and what went wrong before.
func TestSignInWords(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{SignInTitle("https://files.example.com"), "Sign in to files.example.com"},
		{SignInTitle("files.example.com:8443"), "Sign in to files.example.com:8443"},
		{SignInText(transfer.Ask{}), "Uploads that wait for it go on when you have signed in."},
		{SigningInText("https://h"), "Signing in to h."},
		{SignedOutText("https://h", true), "Signed out of h; the password is forgotten."},
		{SignedOutText("https://h", false), "Nobody was signed in to h."},
		{AccountText("http://proxy:3128", true), "proxy:3128 (proxy)"},
		{AccountText("https://h", false), "h"},
		{SignInFlawText(transfer.KindWrongSignIn), "The user name or the password was not accepted."},
		{SignInFlawText(transfer.KindSignIn), ""},
		{UserHint("Basic"), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	if SignInText(transfer.Ask{Proxy: true}) == SignInText(transfer.Ask{}) || UserHint("Negotiate, NTLM") == "" {
		t.Error("a proxy is told from a server, and Windows keeps accounts in domains")
	}
}

// TestCertificateWords: each flaw has its sentence, two flaws give two sentences, and an unknown one is quoted.
func TestCertificateWords(t *testing.T) {
	unknown, name := x509.UnknownAuthorityError{}, x509.HostnameError{Certificate: &x509.Certificate{}, Host: "h"}
	expired := x509.CertificateInvalidError{Reason: x509.Expired}
	for _, c := range []struct {
		flaw error
		want []string
	}{
		{unknown, []string{"It was not issued by an authority this computer trusts."}},
		{errors.Join(unknown, name), []string{"It was not issued by an authority this computer trusts.", "It is made for another name"}},
		{expired, []string{"It is not valid today"}},
		{errors.New("it is odd"), []string{"This computer does not trust it.", "It is odd"}},
	} {
		got := CertFlawText(c.flaw)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%v: %q", c.flaw, got)
			}
		}
	}
	text := CertificateText(bits.Certificate{Host: "h", Subject: "CN=" + wordstest.Evil, Flaw: unknown}, nil)
	for _, want := range []string{"Server: h\n", "Issued to: CN=", "Names: none\n", "SHA-256: ", "Problem: It was not issued"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.ContainsFunc(strings.ReplaceAll(text, "\n", ""), Hostile) {
		t.Errorf("%q", text)
	}
}

// TestOpenSessionWords: which sessions are open, for how long, and what stays if nothing more is sent.
func TestOpenSessionWords(t *testing.T) {
	now := time.Date(2026, 4, 17, 14, 3, 0, 0, time.UTC)
	s := transfer.OpenSession{ID: "{B4}", URL: "https://files.example.com/a", Acked: 1000, Size: 4000, Opened: now.Add(-2 * time.Hour), Heard: now}
	if got := OpenSessionsText(nil); got != "No session is open on any server." {
		t.Errorf("none: %q", got)
	}
	if got := OpenSessionsText([]transfer.OpenSession{s, s}); !strings.HasPrefix(got, "2 sessions that this computer has opened") {
		t.Errorf("two: %q", got)
	}
	if got := BytesText(s); got != "1.0 kB of 4.0 kB confirmed" {
		t.Errorf("bytes: %q", got)
	}
	if got := AgeText(s, now); !strings.HasPrefix(got, "open for ") || !strings.HasSuffix(got, BytesText(s)) {
		t.Errorf("age: %q", got)
	}
	s.Opened = time.Time{}
	if got := AgeText(s, now); got != BytesText(s) {
		t.Errorf("nobody knows since when: %q", got)
	}
	if got := ForgetConsequence(s, now); !strings.Contains(got, "{B4}") || !strings.Contains(got, "files.example.com keeps what it has (1.0 kB)") {
		t.Errorf("forget: %q", got)
	}
	s.ID = ""
	if got := SessionName(s); got != "no session ID yet" {
		t.Errorf("name: %q", got)
	}
	if got := SessionsFile(now); !strings.HasPrefix(got, "sendoff-sessions-2026-04-1") || !strings.HasSuffix(got, ".csv") {
		t.Errorf("file: %q", got)
	}
}

// TestFactsLeaveOutWhatIsNotKnown: a new upload has few lines; a failed one has its reason and its progress.
func TestFactsLeaveOutWhatIsNotKnown(t *testing.T) {
	now := time.Now()
	j := wordstest.Job()
	value := func(label string) string {
		for _, f := range Facts(&j, "Lab", now) {
			if f.Value == "" {
				t.Errorf("%s has no value", f.Label)
			}
			if f.Label == label {
				return f.Value
			}
		}
		return ""
	}
	if value("Server") != "Lab" || value("Problem") != "" || value("Tries") != "" || value("Priority") != "" {
		t.Errorf("%+v", Facts(&j, "Lab", now))
	}
	j.Fault = &transfer.Fault{Kind: transfer.KindBusy, HTTP: 503, Detail: "overloaded"}
	j.Attempt, j.Restarted, j.Priority, j.Acked = 3, 1, transfer.High, 2_105_000_000
	j.Target.AfterUnclear = transfer.Restart
	for label, want := range map[string]string{
		"Code": "503", "Tries": "3", "Started over": "1", "Priority": "High", "Confirmed": "2.1 GB of 4.2 GB (50 %)",
		"After a part without an answer": "Start over", "Job ID": j.ID.String(),
	} {
		if got := value(label); got != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
	j.Phase, j.Sent, j.Rate = transfer.Sending, 4_210_000_000, 1_000_000
	if value("Sent") != "4.2 GB of 4.2 GB (100 %)" || !strings.HasPrefix(value("Speed"), "1.0 MB/s"+Dot) {
		t.Errorf("sent %q, speed %q", value("Sent"), value("Speed"))
	}
	if text := DetailsText(&j, now); !strings.Contains(text, "Reported: ") || strings.Count(text, "\n") < 15 {
		t.Errorf("all that is known:\n%s", text)
	}
}

// TestHelpOfAMacHasItsKeys: no line names a key that a Mac's keyboard lacks.
func TestHelpOfAMacHasItsKeys(t *testing.T) {
	for _, language := range []string{English, Russian} {
		speak(t, language)
		lines := HelpKeys(true)
		if len(lines) != len(HelpKeys(false)) {
			t.Error("lines are missing")
		}
		for _, l := range lines {
			if strings.Contains(l.Keys, "Ctrl") || l.Keys == "" || l.Does == "" {
				t.Errorf("%s: %+v", language, l)
			}
		}
	}
}

// TestReplyWords: what became of the reply, in each state of an upload that wants one.
func TestReplyWords(t *testing.T) {
	seen := map[string]string{}
	for name, change := range map[string]func(*transfer.Job){
		"waits":     func(*transfer.Job) {},
		"comes":     func(j *transfer.Job) { j.Phase = transfer.Replying },
		"saved":     func(j *transfer.Job) { j.Outcome = transfer.Delivered },
		"elsewhere": func(j *transfer.Job) { j.Outcome, j.ReplyAt = transfer.Delivered, "/home/ines/other.reply" },
		"never":     func(j *transfer.Job) { j.Want = transfer.Drop },
		"missing": func(j *transfer.Job) {
			j.Outcome, j.Fault = transfer.Delivered, &transfer.Fault{Kind: transfer.KindNoReply, Final: true}
		},
	} {
		j := wordstest.Job()
		j.Target.Reply = "/home/ines/survey.reply"
		change(&j)
		got := ReplyText(&j)
		wordstest.Check(t, name, got)
		if other, twice := seen[got]; twice {
			t.Errorf("%s says the same as %s: %q", name, other, got)
		}
		seen[got] = name
	}
}

// TestStepsOfATest: a step is one line, and names the cure by its button's label.
func TestStepsOfATest(t *testing.T) {
	if got := StepText(TestStep{Name: "TCP", OK: true, Text: "connected", Took: 1500 * time.Microsecond}); got != "TCP: ok, 2 ms. connected" {
		t.Errorf("%q", got)
	}
	if got := StepText(TestStep{Name: "Ping", Text: "no"}); got != "Ping: failed, 0 ms. no" {
		t.Errorf("%q", got)
	}
	for kind, want := range map[transfer.Kind]Cure{transfer.KindSignIn: CureSignIn, transfer.KindTrust: CureCertificate, transfer.KindFileMissing: CureFind} {
		if got := CureOf(&transfer.Fault{Kind: kind, Final: true}, &transfer.Job{}); got != want {
			t.Errorf("%s: cure %d, want %d", kind, got, want)
		}
	}
}

// TestEverySentenceHasItsRussian: a text built from numbers and names is wholly Russian.
func TestEverySentenceHasItsRussian(t *testing.T) {
	speak(t, Russian)
	for i, s := range []string{
		CancelQuestion(2), CancelConsequence(5, 0), SheetTitle(2, 5), WalkingText(2), OneNameText(2), FinishedText(2, 5, 2),
		AgainText(2, nil), ClearButtonText(2), RemoveQuestion(2), NothingAddedText(nil), LeftOutText(2), MoveAllText(2), ChangedText(2),
		HistoryDaysText(0), DeleteHistoryButton(2), TrayNeedsText(2), TrayFailedText(2), BatchBody(1, 2, 3), OpenSessionsText(nil),
		SignInText(transfer.Ask{}), SignInFlawText(transfer.KindWrongSignIn), CertFlawText(x509.UnknownAuthorityError{}), DropText(""),
	} {
		rest := strings.NewReplacer(Dot, " ").Replace(s)
		checkRussian(t, string(rune('a'+i)), rest)
	}
}

package words

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/source"
	"sendoff/ui/words/wordstest"
)

func TestFaultTextOfEveryKind(t *testing.T) {
	seen := map[string]transfer.Kind{}
	j := wordstest.Job()
	for _, k := range wordstest.Kinds {
		for _, final := range []bool{true, false} {
			f := &transfer.Fault{Kind: k, HTTP: 404, Code: bits.CodeTooLarge, Final: final}
			s := FaultText(f, &j)
			wordstest.Check(t, string(k), s)
			if !strings.HasSuffix(s, ". (404 0x80200020)") {
				t.Errorf("%s: %q does not end with its code", k, s)
			}
			if other, twice := seen[s]; twice {
				t.Errorf("%s says the same as %s: %q", k, other, s)
			}
			seen[s] = k
		}
	}
	if len(causes) != len(wordstest.Kinds) {
		t.Errorf("%d causes have words, %d are tested", len(causes), len(wordstest.Kinds))
	}
}

func TestFaultText(t *testing.T) {
	j := wordstest.Job()
	j.Acked = 412_000_000
	tests := []struct {
		name  string
		fault *transfer.Fault
		want  string
	}{
		{"none", nil, ""},
		{"busy", &transfer.Fault{Kind: transfer.KindBusy, HTTP: 503, Code: bits.HTTPCode(503)}, "files.example.com is busy. Trying again automatically. Nothing is lost: 412 MB confirmed. (503)"},
		{"too large", &transfer.Fault{Kind: transfer.KindTooLarge, Code: bits.CodeTooLarge, Final: true}, "The file (4.2 GB) is larger than files.example.com allows. Ask its admin to raise the limit, then retry. (0x80200020)"},
		{"missing", &transfer.Fault{Kind: transfer.KindFileMissing, Final: true}, "Cannot find /home/ines/survey.zip. It was moved, renamed or removed. Find it, or put it back and retry."},
		{"application", &transfer.Fault{Kind: transfer.KindApplication, HTTP: 500, Detail: "no such case.", Final: true}, "The program behind files.example.com refused the file: \"no such case\". Ask its admin what it expects, then retry. (500)"},
		{"words for a terminal", &transfer.Fault{Kind: transfer.KindApplication, HTTP: 500, Detail: "no\x1b[2J\r\ncase", Final: true}, "The program behind files.example.com refused the file: \"no?[2J??case\". Ask its admin what it expects, then retry. (500)"},
		{"unheard of", &transfer.Fault{Kind: "later", Final: true}, "files.example.com refused the upload. Ask its admin, then retry."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := FaultText(tt.fault, &j); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// If the server has probably lost acknowledged bytes, the text must not say that nothing is lost.
func TestFaultTextOfALostSession(t *testing.T) {
	session := bits.Session{ID: "x"}
	for _, tt := range []struct {
		kind    transfer.Kind
		session bits.Session
		want    string
	}{
		{transfer.KindLostSession, bits.Session{}, "files.example.com loses the upload each time, and it has to begin anew. Perhaps several servers share this address, and none says which of them has the upload (no host ID). Trying again automatically, from the beginning. (500)"},
		{transfer.KindForgotten, session, "files.example.com answers, but takes nothing more of this upload. It may have forgotten it. Trying again automatically. (500)"},
		{transfer.KindForgotten, bits.Session{}, "files.example.com answers, but takes nothing more of this upload. It may have forgotten it. Starting over from the beginning automatically. (500)"},
		{transfer.KindTrickle, session, "files.example.com takes next to nothing of each part that is sent to it, so that most of it has to be sent again. Trying again automatically. (500)"},
	} {
		j := wordstest.Job()
		j.Acked, j.Session = 412_000_000, tt.session
		if got := FaultText(&transfer.Fault{Kind: tt.kind, HTTP: 500}, &j); got != tt.want {
			t.Errorf("got  %q\nwant %q", got, tt.want)
		}
	}
}

// For a cancelled upload the text neither counts acknowledged bytes nor promises another upload.
func TestFaultTextOfACancel(t *testing.T) {
	j := wordstest.Job()
	j.Acked, j.Want = 412_000_000, transfer.Drop
	want := "files.example.com is busy. Sendoff goes on trying to tell it that the upload is cancelled. (503)"
	if got := FaultText(&transfer.Fault{Kind: transfer.KindBusy, HTTP: 503}, &j); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestOutcomeText(t *testing.T) {
	ended := time.Date(2026, 4, 17, 14, 3, 0, 0, time.Local)
	tests := []struct {
		job  transfer.Job
		want string
	}{
		{transfer.Job{Outcome: transfer.Delivered}, "Done · the server has the whole file"},
		{transfer.Job{Outcome: transfer.Confirmed}, "Cancelled · server confirmed at 14:03"},
		{transfer.Job{Outcome: transfer.AlreadyGone}, "Cancelled · the server had already removed it"},
		{transfer.Job{Outcome: transfer.NeverReached}, "Cancelled · never reached the server"},
		{transfer.Job{Outcome: transfer.NotTold}, "Cancelled here · the server was never told"},
		{transfer.Job{Outcome: transfer.TooLate}, "Too late to be sure · the whole file had arrived; it may be on the server"},
		{transfer.Job{Outcome: transfer.Unknown, LastFragment: transfer.LastLeft}, "Cancelled · outcome unknown: the last part was already on its way"},
		{transfer.Job{Outcome: transfer.Unknown, MaybeOpen: true}, "Cancelled · outcome unknown: a session may have been opened that nobody can name"},
		{transfer.Job{Outcome: transfer.Refused, Fault: &transfer.Fault{HTTP: 403}}, "Cancel refused (403) · the server may keep it until its time-out (usually 14 days)"},
		{transfer.Job{Outcome: transfer.Refused}, "Cancel refused · the server may keep it until its time-out (usually 14 days)"},
		{transfer.Job{}, ""},
	}
	for _, tt := range tests {
		tt.job.Ended = ended
		if got := OutcomeText(&tt.job, ended); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.job.Outcome, got, tt.want)
		}
	}
}

// TestCountdownHasFewSteps: the last half hour before a try is told in whole minutes, and the last minute in steps of
// 5 seconds.
func TestCountdownHasFewSteps(t *testing.T) {
	now := time.Date(2026, 4, 17, 14, 3, 0, 0, time.Local)
	told := map[string]bool{}
	for left := time.Second; left <= 30*time.Minute; left += time.Second {
		j := &transfer.Job{Fault: &transfer.Fault{Kind: transfer.KindBusy}, RetryAt: now.Add(left)}
		told[StateText(j, now)+NextTryText(j, now)] = true
	}
	if len(told) > 30+12 {
		t.Errorf("it has %d steps", len(told))
	}
}

func TestStateText(t *testing.T) {
	now := time.Date(2026, 4, 17, 14, 3, 0, 0, time.Local)
	fault := &transfer.Fault{Kind: transfer.KindBusy}
	final := &transfer.Fault{Kind: transfer.KindNotFound, Final: true}
	tests := []struct {
		job  transfer.Job
		want string
	}{
		{transfer.Job{}, "Waiting"},
		{transfer.Job{Acked: 41, Source: source.File{Size: 100}}, "Waiting, 41 % confirmed"},
		{transfer.Job{Fault: &transfer.Fault{Kind: transfer.KindSignIn, Final: true}}, "Needs you"},
		{transfer.Job{Phase: transfer.Opening}, "Connecting"},
		{transfer.Job{Phase: transfer.Sending, Acked: 999, Source: source.File{Size: 1000}}, "Uploading 99 %"},
		{transfer.Job{Phase: transfer.Completing}, "Finishing · the server is working on it"},
		{transfer.Job{Phase: transfer.Comparing}, "Finishing · comparing what the server has"},
		{transfer.Job{Phase: transfer.Replying}, "Getting the server's reply"},
		{transfer.Job{Fault: fault, RetryAt: now.Add(38 * time.Second)}, "Trying again in 35 s"},
		{transfer.Job{Fault: fault, RetryAt: now.Add(-time.Second)}, "Waiting to try again"},
		{transfer.Job{Fault: fault, RetryAt: now.Add(2 * time.Hour)}, "Trying again at 16:03"},
		{transfer.Job{Want: transfer.Hold}, "Paused by you"},
		{transfer.Job{Fault: final}, "Failed"},
		{transfer.Job{Want: transfer.Drop}, "Cancelling · telling the server"},
		{transfer.Job{Want: transfer.Drop, Fault: fault, RetryAt: now.Add(7 * time.Minute)}, "Cancelled here · server not told yet (next try 14:10)"},
		{transfer.Job{Outcome: transfer.Delivered, Source: source.File{Size: 1_200_000_000}, Started: now.Add(-9 * time.Minute), Ended: now}, "Done 14:03 · 1.2 GB in 9 min"},
		{transfer.Job{Outcome: transfer.NeverReached, Ended: now}, "Cancelled · never reached the server"},
	}
	seen := map[transfer.State]bool{}
	for _, tt := range tests {
		seen[tt.job.State()] = true
		if got := StateText(&tt.job, now); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.job.State(), got, tt.want)
		}
		wordstest.Check(t, string(tt.job.State()), StateText(&tt.job, now))
	}
	if len(seen) != 12 {
		t.Errorf("%d states are tested, there are 12", len(seen))
	}
}

func TestNumbers(t *testing.T) {
	tests := []struct{ got, want string }{
		{Size(-5), "0 B"},
		{Size(0), "0 B"},
		{Size(999), "999 B"},
		{Size(1000), "1.0 kB"},
		{Size(9_949), "9.9 kB"},
		{Size(9_960), "10 kB"},
		{Size(999_499), "999 kB"},
		{Size(999_500), "1.0 MB"},
		{Size(4_210_000_000), "4.2 GB"},
		{Size(math.MaxInt64), "9.2 EB"},
		{Rate(0), "-"},
		{Rate(math.NaN()), "-"},
		{Rate(math.Inf(1)), "-"},
		{Rate(1e30), "4.6 EB/s"},
		{Rate(2_310_000), "2.3 MB/s"},
		{Left(0), "a few seconds"},
		{Left(43 * time.Second), "40 s"},
		{Left(60 * time.Second), "1 min"},
		{Left(161 * time.Minute), "2 h 41 min"},
		{Left(2 * time.Hour), "2 h"},
		{Left(11*time.Hour + 5*time.Minute), "11 h"},
		{Left(80 * time.Hour), "3 days"},
		{Number(0), "0"},
		{Number(999), "999"},
		{Number(-1234567), "-1,234,567"},
		{UploadButtonText(1), "Upload 1 file"},
		{UploadButtonText(2000), "Upload 2,000 files"},
		{fmt.Sprint(Percent(0, 0)), "0"},
		{fmt.Sprint(Percent(999_999, 1_000_000)), "99"},
		{fmt.Sprint(Percent(7, 5)), "100"},
		{fmt.Sprint(Percent(math.MaxInt64-1, math.MaxInt64)), "99"},
		{Shorten("survey-0417.zip", 20), "survey-0417.zip"},
		{Shorten("a-very-long-name-0417.zip", 15), "a-very-lo…7.zip"},
		{Shorten("ab", 1), "…"},
		{TimeLeft(math.MaxInt64, 1).String(), "8760h0m0s"},
	}
	for i, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%d: got %q, want %q", i, tt.got, tt.want)
		}
	}
}

func TestErrorText(t *testing.T) {
	for _, why := range []transfer.AddressFlaw{
		transfer.AddressEmpty, transfer.AddressSyntax, transfer.AddressScheme, transfer.AddressHost,
		transfer.AddressPort, transfer.AddressName, transfer.AddressZone, transfer.AddressSecret, transfer.AddressFragment, transfer.AddressLong,
	} {
		err := fmt.Errorf("adding: %w", &transfer.AddressError{Address: "x", Why: why})
		wordstest.Check(t, string(why), ErrorText(err))
		if got := ErrorText(err); got == AddressText("other") {
			t.Errorf("%s has no words of its own", why)
		}
	}
	flawed := &source.Error{Path: "/tmp/a", Flaw: source.FlawMissing}
	if got := ErrorText(flawed); !strings.HasPrefix(got, "Cannot find /tmp/a.") {
		t.Errorf("source error: %q", got)
	}
	storage := fmt.Errorf("add: %w", &transfer.StorageError{Err: errors.New("no space left")})
	if got := ErrorText(storage); !strings.HasPrefix(got, "The queue cannot be saved") || !strings.HasSuffix(got, "(no space left)") {
		t.Errorf("storage error: %q", got)
	}
	if got := ErrorText(errors.New("disk is full")); got != "Disk is full." {
		t.Errorf("other error: %q", got)
	}
	if got := ErrorText(nil); got != "" {
		t.Errorf("no error: %q", got)
	}
	wordstest.Check(t, "silent error", ErrorText(errors.New("")))
}

func TestSkipText(t *testing.T) {
	for _, why := range []source.SkipReason{
		source.SkipHidden, source.SkipUnreadable, source.SkipNotFile, source.SkipSize, source.SkipMissing, source.SkipLoop,
		source.SkipSystem, source.SkipLock, source.SkipJunction,
	} {
		wordstest.Check(t, string(why), SkipText(why))
		if SkipText(why) == string(why) && strings.Contains(string(why), "_") {
			t.Errorf("%s has no words", why)
		}
	}
}

// TestRefusedName: the sentence says what is odd about the name, and what else the answer may mean.
func TestRefusedName(t *testing.T) {
	for name, want := range map[string]string{
		"a+b%.txt": "many servers take no name with + % in it.",
		"50%.":     "many servers take no name with % in it; many servers take no name that ends in a dot or a blank.",
		"a.":       "many servers take no name that ends in a dot or a blank.",
		"nul.txt":  "Windows keeps it for a device.",
		"a\tb":     "many servers take no name with characters that are not seen: U+0009.",

		"a\u202egpj.\u0085exe\u202e": "many servers take no name with characters that are not seen: U+202E U+0085.",
		"a\u200bb":                   "many servers take no name with characters that are not seen: U+200B.",
		".profile":                   "some servers take no name that begins with a dot.",
		strings.Repeat("ж", 128):     "many servers take no name of more than 255 bytes.",
	} {
		j := wordstest.Job()
		j.Target.URL, _ = transfer.Destination("https://files.example.com/drop/", name)
		f := &transfer.Fault{Kind: transfer.KindBadName, HTTP: 400, Final: true}
		if got := FaultText(f, &j); !strings.Contains(got, "The name may be why: "+want+" Upload under another name") {
			t.Errorf("%q: %s", name, got)
		}
		f.HTTP = 404
		if got := FaultText(f, &j); !strings.Contains(got, want+" Or the address is wrong") {
			t.Errorf("%q, 404: %s", name, got)
		}
	}
}

// TestPracticeServerInSentences: the practice server is called by its name, others by their hosts.
func TestPracticeServerInSentences(t *testing.T) {
	t.Cleanup(func() { Speak(English) })
	practice := func(path string) transfer.Target {
		return transfer.Target{URL: "http://127.0.0.1:40817" + path, Practice: true}
	}
	other := func(address string) transfer.Target { return transfer.Target{URL: address} }
	for _, c := range []struct {
		language string
		target   transfer.Target
		kind     transfer.Kind
		want     string
	}{
		{English, practice("/a"), transfer.KindConnect, "The practice server does not answer."},
		{English, practice("/a"), transfer.KindExists, "A file with this name is already on the practice server."},
		{English, practice("/a"), transfer.KindDenied, "A file with this name is already on the practice server."},
		{English, practice("/f/a"), transfer.KindDenied, "The practice server does not allow it:"},
		{English, other("http://127.0.0.1:4081/a"), transfer.KindDenied, "127.0.0.1:4081 does not allow it:"},
		{English, other("http://127.0.0.1:4081/a"), transfer.KindConnect, "127.0.0.1:4081 does not answer."},
		{Russian, practice("/a"), transfer.KindConnect, "Сервер «Пробный» не отвечает."},
		{Russian, practice("/a"), transfer.KindExists, "На сервере «Пробный» уже есть"},
		{Russian, practice("/a"), transfer.KindServerDisk, "Диск сервера «Пробный» заполнен."},
		{Russian, practice("/a"), transfer.KindProxySignIn, "на пути к серверу «Пробный» требует"},
		{Russian, other("http://h:1/a"), transfer.KindServerDisk, "Диск сервера h:1 заполнен."},
	} {
		Speak(c.language)
		j := wordstest.Job()
		j.Target = c.target
		if got := FaultText(&transfer.Fault{Kind: c.kind, Final: true}, &j); !strings.Contains(got, c.want) {
			t.Errorf("%s, %s: %s", c.language, c.target.URL, got)
		}
	}
	Speak(English)
	j := wordstest.Job()
	j.Target = practice("/a")
	moved := transfer.Fault{Kind: transfer.KindConnect, Final: true, Host: "localhost:40817"}
	if got := FaultText(&moved, &j); !strings.Contains(got, "localhost:40817 does not answer.") {
		t.Errorf("a fault of the host that the session was sent to: %s", got)
	}
	Speak(Russian)
	if got := TestTitleText(practice("/")); got != "Проверка сервера «Пробный»" {
		t.Errorf("title of a test: %q", got)
	}
}

// TestNoFormIsLeftOpen: every sentence has its placeholders filled in, in each language.
func TestNoFormIsLeftOpen(t *testing.T) {
	t.Cleanup(func() { Speak(English) })
	for _, language := range []string{English, Russian} {
		Speak(language)
		for _, k := range wordstest.Kinds {
			for _, http := range []int{0, 404} {
				j := wordstest.Job()
				f := &transfer.Fault{Kind: k, HTTP: http, Final: true, Ask: transfer.Ask{User: "u"}, Detail: "x"}
				for _, text := range []string{FaultText(f, &j), TestText(f, j.Target)} {
					if strings.ContainsAny(text, "{}|") {
						t.Errorf("%s, %s: %s", language, k, text)
					}
				}
			}
		}
	}
}

package words

import (
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/source"
	"sendoff/ui/words/wordstest"
)

// TestFaultSaysWhatMetIt: the text depends on packet and status, in both languages. A fault after the last byte is
// never explained as an address that takes no uploads.
func TestFaultSaysWhatMetIt(t *testing.T) {
	j := wordstest.Job()
	j.Acked = j.Source.Size
	for _, c := range []struct {
		kind    transfer.Kind
		packet  bits.PacketType
		http    int
		en, ru  string
		without string
	}{
		{transfer.KindUnfinished, bits.CloseSession, 501, "took the whole file, and then refused to finish", "принял весь файл, но отказался завершить", "switched"},
		{transfer.KindUnfinished, bits.CloseSession, 409, "reports a conflict at its end", "сообщает о конфликте", "busy"},
		{transfer.KindDenied, bits.CloseSession, 403, "took the whole file, and then did not allow", "принял весь файл, но не разрешил", "upload here"},
		{transfer.KindNotBITS, bits.CloseSession, 200, "took the whole file, but something else answered", "принял весь файл, но в конце ответил", "does not take BITS"},
		{transfer.KindNotBITS, bits.Fragment, 405, "opened the upload, but something else answered", "открыл выгрузку, но", "does not take BITS"},
		{transfer.KindNotFound, bits.Fragment, 404, "opened the upload, and then found nothing", "открыл выгрузку, но ничего не нашёл", "address is wrong"},
		{transfer.KindNotFound, bits.GetReply, 404, "The whole file is on files.example.com, but no reply", "Весь файл уже на сервере files.example.com", "upload to"},
		{transfer.KindNoHandover, bits.GetReply, 501, "The whole file is on files.example.com, but it does not hand out", "Весь файл уже на сервере files.example.com", "BITS"},
		{transfer.KindBusy, bits.Fragment, 500, "met an error of its own", "произошла ошибка", "busy"},
		{transfer.KindBusy, bits.Fragment, 502, "A gateway or a proxy before files.example.com got no answer", "Шлюз или прокси-сервер перед", "busy"},
		{transfer.KindBusy, bits.Fragment, 408, "gave up waiting", "не дождался", "busy"},
		{transfer.KindBusy, bits.Fragment, 503, "files.example.com is busy", "занят", "error"},
		{transfer.KindNoCancel, bits.CancelSession, 403, "does not allow the upload to be cancelled", "не разрешает отменить", "upload here"},
		{transfer.KindDenied, bits.CancelSession, 403, "does not allow the upload to be cancelled", "не разрешает отменить", "upload here"}, // as older versions stored it
		{transfer.KindRefused, bits.CancelSession, 400, "refused to cancel the upload", "отказался отменить", "refused the upload"},
		{transfer.KindNoCancel, bits.CancelSession, 501, "does not know how to cancel", "не умеет отменять", "takes BITS"},
	} {
		f := &transfer.Fault{Kind: c.kind, Packet: string(c.packet), HTTP: c.http, Code: bits.HTTPCode(c.http), Final: true}
		speak(t, English)
		if s := FaultText(f, &j); !strings.Contains(s, c.en) || strings.Contains(s, c.without) {
			t.Errorf("%s %s %d: %q", c.kind, c.packet, c.http, s)
		}
		speak(t, Russian)
		s := FaultText(f, &j)
		checkRussian(t, string(c.kind), strings.ReplaceAll(s, "files.example.com", "сервер"))
		if !strings.Contains(s, c.ru) {
			t.Errorf("%s %s %d: %q", c.kind, c.packet, c.http, s)
		}
	}
}

// TestEveryWordOfWhatMetIt checks the whole table in both languages.
func TestEveryWordOfWhatMetIt(t *testing.T) {
	j := wordstest.Job()
	for _, language := range []string{English, Russian} {
		speak(t, language)
		for m := range met {
			for _, final := range []bool{true, false} {
				f := &transfer.Fault{Kind: m.kind, Packet: string(m.packet), HTTP: m.http, Final: final}
				s := strings.ReplaceAll(FaultText(f, &j), "files.example.com", "сервер")
				if language == Russian {
					checkRussian(t, string(m.kind), s)
				}
				wordstest.Check(t, string(m.kind), s)
			}
		}
	}
}

// TestEndOfPatienceKeepsTheCause: when retrying ends, the text names the cause and says that retrying has ended. It
// says that the server takes nothing only where that was observed.
func TestEndOfPatienceKeepsTheCause(t *testing.T) {
	speak(t, English)
	j := wordstest.Job()
	for _, c := range []struct {
		fault transfer.Fault
		want  string
	}{
		{
			transfer.Fault{Kind: transfer.KindServerDisk, HTTP: 500, Code: bits.CodeDiskFull, GivenUp: 14 * 24 * time.Hour},
			"The disk of files.example.com is full. Given up after 14 days without a confirmed byte. Its admin has to make room, then retry. (500 0x80070070)",
		},
		{
			transfer.Fault{Kind: transfer.KindNoProgress, Code: bits.CodeNoProgress, Context: bits.ContextRemoteFile},
			"files.example.com answers but takes nothing. Retry later, or tell its admin. (0x80200024)",
		},
		{ // as older versions stored it
			transfer.Fault{Kind: transfer.KindNoProgress, Code: bits.CodeNoProgress, Context: bits.ContextTransport},
			"Given up: files.example.com confirmed nothing for too long. Retry later, or tell its admin. (0x80200024)",
		},
	} {
		c.fault.Final = true
		if got := FaultText(&c.fault, &j); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
	speak(t, Russian)
	f := &transfer.Fault{Kind: transfer.KindServerDisk, HTTP: 500, GivenUp: 14 * 24 * time.Hour, Final: true}
	if s := FaultText(f, &j); !strings.Contains(s, "Попытки прекращены через 14 дней") {
		t.Error(s)
	}
}

// TestFaultNamesWhoWasAsked: the text names the host that the upload was redirected to, or the proxy with its port.
// It tells a lost connection from one that was never made.
func TestFaultNamesWhoWasAsked(t *testing.T) {
	j := wordstest.Job()
	for _, c := range []struct {
		fault  transfer.Fault
		en, ru string
	}{
		{transfer.Fault{Kind: transfer.KindConnect, Host: "up2.example.com"}, "up2.example.com does not answer.", "Сервер up2.example.com не отвечает."},
		{transfer.Fault{Kind: transfer.KindConnect, Host: "files.example.com", Connected: true}, "files.example.com ended the connection without an answer.", "Сервер files.example.com разорвал соединение без ответа."},
		{transfer.Fault{Kind: transfer.KindStalled, Host: "files.example.com"}, "files.example.com does not answer.", "Сервер files.example.com не отвечает."},
		{transfer.Fault{Kind: transfer.KindStalled, Host: "files.example.com", Connected: true}, "files.example.com stopped answering.", "Сервер files.example.com перестал отвечать."},
		{transfer.Fault{Kind: transfer.KindProxy, Proxy: "10.0.0.9:3128", Host: "files.example.com", Connected: true}, "The proxy 10.0.0.9:3128 on the way to files.example.com ended the connection without an answer.", "Прокси-сервер 10.0.0.9:3128 на пути к серверу files.example.com разорвал соединение без ответа."},
		{transfer.Fault{Kind: transfer.KindProxy, Proxy: "10.0.0.9:3128", Host: "files.example.com"}, "The proxy 10.0.0.9:3128 on the way to files.example.com does not answer.", "Прокси-сервер 10.0.0.9:3128 на пути к серверу files.example.com не отвечает."},
	} {
		speak(t, English)
		if s := FaultText(&c.fault, &j); !strings.HasPrefix(s, c.en) {
			t.Errorf("%q, want %q", s, c.en)
		}
		speak(t, Russian)
		if s := FaultText(&c.fault, &j); !strings.HasPrefix(s, c.ru) {
			t.Errorf("%q, want %q", s, c.ru)
		}
	}
}

// TestFaultSaysWhoNamedTheHost: a host other than the address's is shown with the server that named it.
func TestFaultSaysWhoNamedTheHost(t *testing.T) {
	j := wordstest.Job()
	named := map[string]string{
		English: "up2.example.com was named by files.example.com for this upload.",
		Russian: "Адрес up2.example.com для этой выгрузки назвал files.example.com.",
	}
	for language, want := range named {
		speak(t, language)
		for _, kind := range []transfer.Kind{transfer.KindConnect, transfer.KindStalled, transfer.KindName, transfer.KindTrust, transfer.KindBusy} {
			handed, own := &transfer.Fault{Kind: kind, Host: "up2.example.com"}, &transfer.Fault{Kind: kind, Host: "FILES.example.com"}
			if s := FaultText(handed, &j); strings.Count(s, want) != 1 {
				t.Errorf("%s: %q", kind, s)
			}
			if s := FaultText(own, &j); strings.Contains(s, "was named by") || strings.Contains(s, "назвал") {
				t.Errorf("%s: %q", kind, s)
			}
		}
		if s := FaultText(&transfer.Fault{Kind: transfer.KindFileMissing, Host: "up2.example.com"}, &j); strings.Contains(s, "up2") {
			t.Errorf("of a file: %q", s)
		}
	}
}

// TestRefusedAlthoughItMayHaveArrived: a refusal because the file exists also says that it may be this very file.
func TestRefusedAlthoughItMayHaveArrived(t *testing.T) {
	f := &transfer.Fault{Kind: transfer.KindExists, HTTP: 409, Packet: string(bits.CreateSession), Final: true}
	j := &transfer.Job{Fault: f, Earlier: transfer.LastLeft, Source: source.File{Path: "/a.bin"}, Target: transfer.Target{URL: "http://files.example.com/a.bin"}}
	const hint = "It may be this very file"
	if s := FaultText(f, j); !strings.Contains(s, hint) {
		t.Errorf("%q", s)
	}
	j.Earlier = transfer.LastUnsent
	if s := FaultText(f, j); strings.Contains(s, hint) {
		t.Errorf("its end was never sent: %q", s)
	}
	j.Earlier = transfer.LastLeft
	for _, kind := range []transfer.Kind{transfer.KindExists, transfer.KindDenied} {
		f.Kind = kind
		if s := FaultText(f, j); !strings.Contains(s, hint) || !strings.Contains(s, "See whether the file is there") {
			t.Errorf("%s: %q", kind, s)
		}
		if s := ShortFault(f, j); !strings.Contains(s, "may have arrived") {
			t.Errorf("%s: the row says %q", kind, s)
		}
	}
}

// TestNothingIsPromisedOfAnAbandonedSession: whatever keeps it from being cancelled, what it had is sent again.
func TestNothingIsPromisedOfAnAbandonedSession(t *testing.T) {
	for _, kind := range []transfer.Kind{transfer.KindForgotten, transfer.KindBusy, transfer.KindConnect} {
		j := wordstest.Job()
		f := &transfer.Fault{Kind: kind, HTTP: 500, Packet: string(bits.CancelSession)}
		j.Fault, j.Session.ID, j.Acked = f, "s", 29e6
		if got := FaultText(f, &j); strings.Contains(got, "Nothing is lost") == (kind == transfer.KindForgotten) {
			t.Errorf("%s in its session: %q", kind, got)
		}
		j.Abandoned = true
		if got := FaultText(f, &j); strings.Contains(got, "Nothing is lost") || !strings.Contains(got, "Starting over from the beginning") {
			t.Errorf("%s, abandoned: %q", kind, got)
		}
	}
}

// TestServerThatTakesNothingOfANewSessionEither has words of its own.
func TestServerThatTakesNothingOfANewSessionEither(t *testing.T) {
	j := wordstest.Job()
	f := &transfer.Fault{Kind: transfer.KindForgotten, HTTP: 500, Packet: string(bits.Fragment)}
	j.Fault, j.Session.ID, j.Headway.Renewed = f, "s", true
	if got := FaultText(f, &j); !strings.Contains(got, "not even after it was started over") || ShortFault(f, &j) == ShortFault(f, &transfer.Job{}) {
		t.Errorf("%q, %q", got, ShortFault(f, &j))
	}
	j.Abandoned = true
	if got := FaultText(f, &j); strings.Contains(got, "not even after") || !strings.Contains(got, "may have forgotten it") {
		t.Errorf("before it was started over: %q", got)
	}
}

// TestStatedTimesAreExact: a limit and a wait are said as they are.
func TestStatedTimesAreExact(t *testing.T) {
	j := wordstest.Job()
	f := &transfer.Fault{Kind: transfer.KindBusy, HTTP: 503, Wait: 8 * time.Second}
	j.Fault = f
	if got := FaultText(f, &j); !strings.Contains(got, "8 s") {
		t.Errorf("a wait of 8 s: %q", got)
	}
	f.GivenUp, f.Final = 8*time.Second, true
	if got := FaultText(f, &j); !strings.Contains(got, "Given up after 8 s without") {
		t.Errorf("a limit of 8 s: %q", got)
	}
}

// TestFileThatClaimsToBeEmpty: its sentence says so, and not that it has fewer bytes than it says.
func TestFileThatClaimsToBeEmpty(t *testing.T) {
	got := ErrorText(&source.Error{Path: "/proc/version", Flaw: source.FlawZero})
	if !strings.Contains(got, "claims to be empty (0 bytes)") || !strings.Contains(got, "has content") || strings.Contains(got, "fewer") {
		t.Errorf("%q", got)
	}
	if got := ErrorText(&source.Error{Path: "/sys/x", Flaw: source.FlawSize}); !strings.Contains(got, "fewer bytes than its size says") {
		t.Errorf("%q", got)
	}
	if got := SkipText(source.SkipSize); got != "it claims to be empty, but has content" {
		t.Errorf("when it is found in a folder: %q", got)
	}
}

// TestMissingFolderIsTheCause: an upload that kept its folder and finds nothing has a cause of its own; others have not.
func TestMissingFolderIsTheCause(t *testing.T) {
	j := wordstest.Job()
	f := &transfer.Fault{Kind: transfer.KindNotFound, HTTP: 404, Packet: string(bits.CreateSession), Final: true}
	const missing = "The server does not have this folder"
	for _, c := range []struct {
		address, folder string
		missing         bool
	}{
		{"https://files.example.com/drop/img/2026%20a/x.tif", "img/2026 a", true},
		{"https://files.example.com/drop/x.tif", "", false},
		{"https://files.example.com/elsewhere/x.tif", "img/2026 a", false}, // its address was changed since
	} {
		j.Target.URL, j.Target.Folder = c.address, c.folder
		if got := ShortFault(f, &j); (got == missing) != c.missing {
			t.Errorf("%s: %q", c.address, got)
		}
		if got := FaultText(f, &j); strings.Contains(got, "the folder "+c.folder+" there") != c.missing {
			t.Errorf("%s: %q", c.address, got)
		}
	}
}

package transfer

import (
	"net/http"
	"strings"
	"testing"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

func TestPlainName(t *testing.T) {
	for name, fine := range map[string]bool{
		"a.txt": true, "Ü 1.txt": true, "com10.txt": true, "console": true, "aux-1": true, ".profile": true, "a(2).txt": true, "com.txt": true,
		"aux": false, "AUX.txt": false, "com1": false, "LPT9.log": false, "com¹.x": false, "nul .txt": false, "conin$": false,
		"a:b": false, "a?": false, "what*": false, "50%": false, "a+b": false, "a&b": false, "a.": false, "a ": false, "a\tb": false, "a\x7f": false, `a\b`: false, "": false,
		"a\u202eb": false, "a\u0085b": false, "a\u200bb": false, "a\u00adb": false, "a\ufeffb": false, "\u0645\u06cc\u200c\u062e": true,
	} {
		if PlainName(name) != fine {
			t.Errorf("%q: %v", name, !fine)
		}
	}
}

func TestOddCharacters(t *testing.T) {
	for name, want := range map[string]string{"a.txt": "", "a+b%+.txt": "+%", `x|"y`: `|"`, "отчёт?": "?", "a\tb.": ""} {
		if got := string(OddCharacters(name)); got != want {
			t.Errorf("%q: %q", name, got)
		}
	}
}

func TestNameOfATarget(t *testing.T) {
	for address, want := range map[string]string{
		"https://h/drop/a%20b.txt": "a b.txt", "https://h/drop/50%25.txt?x=/y": "50%.txt",
		"https://h/a%2Fb": "a/b", "https://h/drop/": "", "https://h/%zz": "%zz",
	} {
		if got := (Target{URL: address}).Name(); got != want {
			t.Errorf("%s: %q", address, got)
		}
	}
}

// refused uploads a file under a name there and returns how that ended.
func (f *front) refused(name string) *Job {
	f.t.Helper()
	f.launch()
	j := f.job(f.file("x.bin", 100))
	address, err := Destination(f.server.URL+"/", name)
	if err != nil {
		f.t.Fatal(err)
	}
	j.Target.URL = address
	f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
	got, _ := f.push(j.ID, 0)
	return got
}

// TestRefusedName: refusals that are probably due to the name are distinguished from others.
func TestRefusedName(t *testing.T) {
	ack := func(w http.ResponseWriter, code int) { status(w, code) }
	html := func(w http.ResponseWriter, code int) { page(w, code) }
	malformed := func(w http.ResponseWriter, code int) {
		status(w, code, bits.HeaderErrorCode, "0x80070057", bits.HeaderErrorContext, "0x5")
	}
	for what, c := range map[string]struct {
		name   string
		answer func(http.ResponseWriter, int)
		code   int
		kind   Kind
	}{
		"not stored there":        {"a&b.bin", malformed, 400, KindBadName},
		"without a code":          {"a.", ack, 400, KindBadName},
		"by the web server":       {"50%.bin", html, 400, KindBadName},
		"escaped twice":           {"a+b.bin", html, 404, KindBadName},
		"not found":               {"a&b.bin", html, 404, KindNotFound},
		"a plain name":            {"a.bin", malformed, 400, KindRefused},
		"a plain name, not found": {"a.bin", html, 404, KindNotFound},
		"of another kind":         {"a+b.bin", ack, 409, KindExists},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, func(w http.ResponseWriter, _ *http.Request, _ bits.PacketType, _ int) bool {
				c.answer(w, c.code)
				return true
			})
			got := f.refused(c.name)
			if got.Fault == nil || got.Fault.Kind != c.kind || !got.Fault.Final || got.Fault.HTTP != c.code {
				t.Errorf("%s %+v, want %s", got.State(), got.Fault, c.kind)
			}
		})
	}
}

// TestRefusedNameOfTheReceiver: of whatever kind a name is that this repository's receiver refuses, it is known as the
// cause.
func TestRefusedNameOfTheReceiver(t *testing.T) {
	for _, name := range []string{
		"notes.", "notes ", "a\u202egpj.exe", "a\u0085b", "a\u200bb", "a\ufeffb", "a\u00adb", "a\tb", `a\b`, "c:d", "caf\xe9",
		"nul", "COM1.txt", "lpt\u00b2", "conin$", ".hidden", strings.Repeat("n", 256),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{NoHidden: true}, nil)
			got := f.refused(name)
			if got.State() != Failed || got.Fault.Kind != KindBadName || got.Fault.Code != bits.CodeInvalidArgument {
				t.Errorf("%s %+v", got.State(), got.Fault)
			}
		})
	}
}

// TestOddNames: the name of the file, else of a folder that was kept.
func TestOddNames(t *testing.T) {
	for _, c := range []struct {
		target Target
		name   string
		folder bool
	}{
		{Target{URL: "https://h/drop/a.txt"}, "", false},
		{Target{URL: "https://h/dr%2Bop/a.txt"}, "", false}, // the user's own address
		{Target{URL: "https://h/drop/a%2B.txt"}, "a+.txt", false},
		{Target{URL: "https://h/drop/x/con/a.txt", Folder: "x/con"}, "con", true},
		{Target{URL: "https://h/drop/con/a%2B.txt", Folder: "con"}, "a+.txt", false},
		{Target{URL: "https://h/drop/x/a.txt", Folder: "x"}, "", false},
	} {
		if name, folder := c.target.OddName(); name != c.name || folder != c.folder {
			t.Errorf("%+v: %q, %t", c.target, name, folder)
		}
	}
}

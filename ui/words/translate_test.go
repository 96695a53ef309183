package words

import (
	"fmt"
	"math"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/ui/words/wordstest"
)

// speak sets the language of a test.
func speak(t *testing.T, language string) {
	t.Helper()
	Speak(language)
	t.Cleanup(func() { Speak(English) })
}

func TestRussianPlurals(t *testing.T) {
	speak(t, Russian)
	for n, want := range map[int]string{
		0: "Выгрузить 0 файлов", 1: "Выгрузить 1 файл", 2: "Выгрузить 2 файла", 4: "Выгрузить 4 файла",
		5: "Выгрузить 5 файлов", 11: "Выгрузить 11 файлов", 12: "Выгрузить 12 файлов", 14: "Выгрузить 14 файлов",
		21: "Выгрузить 21 файл", 22: "Выгрузить 22 файла", 25: "Выгрузить 25 файлов", 101: "Выгрузить 101 файл",
		111: "Выгрузить 111 файлов", 1121: "Выгрузить 1\u202f121 файл", math.MaxInt32: "Выгрузить 2\u202f147\u202f483\u202f647 файлов",
	} {
		if got := UploadButtonText(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	if tongues[Russian].form(-1) != "one" || tongues[Russian].form(math.MinInt) == "" {
		t.Error("a negative number has no form")
	}
}

func TestRussianNumbersAndDates(t *testing.T) {
	speak(t, Russian)
	now := time.Date(2026, 5, 17, 14, 3, 0, 0, time.Local)
	for i, tt := range []struct{ got, want string }{
		{Size(0), "0 Б"},
		{Size(4_210_000_000), "4,2 ГБ"},
		{Size(math.MaxInt64), "9,2 ЭБ"},
		{Rate(2_310_000), "2,3 МБ/с"},
		{Number(-1234567), "-1\u202f234\u202f567"},
		{Decimal(0.4, -1), "0,4"},
		{Left(0), "несколько секунд"},
		{Left(161 * time.Minute), "2 ч 41 мин"},
		{Left(51 * time.Hour), "2 дня"},
		{Left(21 * 24 * time.Hour), "21 день"},
		{Left(30 * 24 * time.Hour), "30 дней"},
		{Clock(now, now), "14:03"},
		{Clock(now.AddDate(0, 0, 1), now), "18 мая 14:03"},
		{Moment(now), "17 мая 2026 14:03:00"},
		{Moment(time.Time{}), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("%d: %q, want %q", i, tt.got, tt.want)
		}
	}
}

func TestRussianEndings(t *testing.T) {
	speak(t, Russian)
	ended := time.Date(2026, 4, 17, 14, 3, 0, 0, time.Local)
	seen := map[string]bool{}
	for _, j := range []transfer.Job{
		{Outcome: transfer.Delivered},
		{Outcome: transfer.Confirmed},
		{Outcome: transfer.AlreadyGone},
		{Outcome: transfer.NeverReached},
		{Outcome: transfer.NotTold},
		{Outcome: transfer.TooLate},
		{Outcome: transfer.Unknown, LastFragment: transfer.LastLeft},
		{Outcome: transfer.Unknown, MaybeOpen: true},
		{Outcome: transfer.Refused, Fault: &transfer.Fault{HTTP: 403}},
		{Outcome: transfer.Refused},
	} {
		j.Ended = ended
		s := OutcomeText(&j, ended)
		if seen[s] {
			t.Errorf("two outcomes say %q", s)
		}
		seen[s] = true
		checkRussian(t, string(j.Outcome), s)
	}
	if got := OutcomeText(&transfer.Job{Outcome: transfer.Confirmed, Ended: ended}, ended); got != "Отменено · сервер подтвердил в 14:03" {
		t.Errorf("confirmed: %q", got)
	}
}

func TestRussianFaults(t *testing.T) {
	speak(t, Russian)
	j := wordstest.Job()
	for _, k := range wordstest.Kinds {
		for _, final := range []bool{true, false} {
			f := &transfer.Fault{Kind: k, HTTP: 404, Final: final, Detail: "нет такого дела"}
			s := strings.NewReplacer("files.example.com", "сервер", "/home/ines/survey.zip", "файл").Replace(FaultText(f, &j))
			checkRussian(t, string(k), s)
		}
	}
}

// latin matches words of three or more Latin letters; names that are the same in all languages are removed before.
var latin = regexp.MustCompile(`[A-Za-z]{3,}`)

func checkRussian(t *testing.T, what, s string) {
	t.Helper()
	rest := strings.NewReplacer("BITS", "", "Windows", "", "Sendoff", "", "https", "", "http", "", "TLS", "", "PEM", "", "PKCS", "").Replace(s)
	if latin.MatchString(rest) || !strings.ContainsAny(s, "аеиоу") {
		t.Errorf("%s: %q is not Russian", what, s)
	}
	wordstest.Check(t, what, s)
}

// TestSpeakUnderEverySystem: the chosen language holds, whatever the system's.
func TestSpeakUnderEverySystem(t *testing.T) {
	for _, system := range []string{"", "C", "C.UTF-8", "en_GB.UTF-8", "ru_RU.UTF-8", "de_DE.UTF-8", "sr_RS", "zh_Hant_TW", "pt_BR"} {
		t.Run(system, func(t *testing.T) {
			t.Setenv("LC_ALL", system)
			t.Setenv("LANGUAGE", "")
			speak(t, Russian)
			if got := Tr("Pause") + " " + fmt.Sprintf(Trn("%d day", "%d days", 3), 3); got != "Пауза 3 дня" || Spoken() != Russian {
				t.Errorf("Russian: %q", got)
			}
			Speak(English)
			if got := Tr("Pause") + " " + fmt.Sprintf(Trn("%d day", "%d days", 1), 1); got != "Pause 1 day" || Spoken() != English {
				t.Errorf("English: %q", got)
			}
			Speak("tlh")
			want := English
			if strings.HasPrefix(system, "ru") {
				want = Russian
			}
			if Spoken() != want {
				t.Errorf("the system's language is %s, want %s", Spoken(), want)
			}
		})
	}
}

// TestNamesAreSortedAsTheSystemSorts: unless another language than the system's is chosen.
func TestNamesAreSortedAsTheSystemSorts(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the system is asked by other means")
	}
	for _, tt := range []struct{ system, language, want string }{
		{"C", English, "en"},
		{"C.UTF-8", Russian, "ru"},
		{"sv_SE.UTF-8", English, "sv-SE"},
		{"sv_SE.UTF-8", Russian, "ru"},
		{"ru_BY.UTF-8", Russian, "ru-BY"},
		{"not a locale", English, "en"},
	} {
		t.Setenv("LC_ALL", tt.system)
		t.Setenv("LANGUAGE", "")
		speak(t, tt.language)
		if got := SortedAs(); got != tt.want {
			t.Errorf("under %s, speaking %s: %q, want %q", tt.system, tt.language, got, tt.want)
		}
	}
}

// TestWithoutACatalogue: a text without a translation is English, in the plural form for its number.
func TestWithoutACatalogue(t *testing.T) {
	speak(t, Russian)
	const none = "a sentence that no catalogue has"
	if got := Tr(none) + ", " + Trn("%s one", "%s many", 1) + ", " + Trn("%s one", "%s many", 5); got != none+", %s one, %s many" {
		t.Errorf("said %q", got)
	}
}

// TestCataloguesOfAnotherForm: an invalid catalogue is refused as a whole.
func TestCataloguesOfAnotherForm(t *testing.T) {
	for _, data := range []string{`[]`, `{"a": 1}`, `{"a": ["b"]}`, `{`} {
		if got, err := readCatalogue([]byte(data)); err == nil {
			t.Errorf("%s: %v", data, got)
		}
	}
	got, err := readCatalogue([]byte(`{"Pause": "Пауза", "%d days": {"one": "%d день", "few": "%d дня"}}`))
	if err != nil || len(got) != 3 || got["Pause"] != "Пауза" || got[formKey("%d days", "few")] != "%d дня" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestToolkitWordsFollowTheLanguage(t *testing.T) {
	for language, want := range map[string]string{English: "Paste", Russian: "Вставить"} {
		speak(t, language)
		if got, err := ToolkitWords(); err != nil || got["Paste"] != want {
			t.Errorf("%s: %q, %v", language, got["Paste"], err)
		}
	}
}

func BenchmarkTr(b *testing.B) {
	Speak(Russian)
	b.Cleanup(func() { Speak(English) })
	for b.Loop() {
		_ = Tr("Pause")
	}
}

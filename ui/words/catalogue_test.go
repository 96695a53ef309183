package words

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sendoff/assets"
)

// readEntries returns the texts of a catalogue by plural form; "" is the form of texts without plurals.
func readEntries(t *testing.T, name string) map[string]map[string]string {
	t.Helper()
	data, err := assets.Translation(name)
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	list := map[string]map[string]string{}
	for key, value := range raw {
		switch v := value.(type) {
		case string:
			list[key] = map[string]string{"": v}
		case map[string]any:
			forms := map[string]string{}
			for form, text := range v {
				forms[form], _ = text.(string)
			}
			list[key] = forms
		default:
			t.Errorf("%s: %q is no text", name, key)
		}
	}
	return list
}

var pluralForms = map[string][]string{"en": {"one", "other"}, "ru": {"few", "many", "one"}}

func TestCataloguesHoldTheKeysOfTheSource(t *testing.T) {
	s := wordsOfSource(t)
	if len(s.single) < 100 || len(s.plural) < 5 {
		t.Fatalf("%d keys and %d plurals were found: the source is not read", len(s.single), len(s.plural))
	}
	for language, forms := range pluralForms {
		entries := readEntries(t, language)
		for key, at := range s.single {
			if _, ok := entries[key][""]; !ok {
				t.Errorf("%s.json lacks %q (%s)", language, key, at)
			}
		}
		for key, at := range s.where {
			if got := slices.Sorted(maps.Keys(entries[key])); !slices.Equal(got, forms) {
				t.Errorf("%s.json has the forms %q of %q, and needs %q (%s)", language, got, key, forms, at)
			}
		}
		for key := range entries {
			if s.single[key] == "" && s.where[key] == "" {
				t.Errorf("%s.json has %q, which nothing asks for", language, key)
			}
		}
	}
}

// verb is a verb of fmt or a placeholder in braces, which may name a grammatical case.
var verb = regexp.MustCompile(`%%|%(?:\[(\d+)\])?[-+# 0]*[\d.]*([a-zA-Z])|\{([a-z]+)(?::[a-z]+)?\}`)

// blanks are the placeholders of a text: verbs with the number of their argument, and names.
func blanks(text string) []string {
	var list []string
	next := 1
	for _, m := range verb.FindAllStringSubmatch(text, -1) {
		switch {
		case m[0] == "%%":
		case m[2] == "":
			list = append(list, "{"+m[3]+"}")
		default:
			if m[1] != "" {
				next, _ = strconv.Atoi(m[1])
			}
			list = append(list, strconv.Itoa(next)+m[2])
			next++
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func TestTranslationsFillInTheSame(t *testing.T) {
	s := wordsOfSource(t)
	for language := range pluralForms {
		for key, forms := range readEntries(t, language) {
			for form, text := range forms {
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s.json: %q (%s) is empty", language, key, form)
				}
				if got, want := blanks(text), blanks(key); !slices.Equal(got, want) {
					t.Errorf("%s.json: %q (%s) fills in %q, and must fill in %q", language, text, form, got, want)
				}
				if language == "en" && text != key && text != s.plural[key] {
					t.Errorf("en.json: %q says %q", key, text)
				}
			}
		}
	}
}

func TestBlanks(t *testing.T) {
	for text, want := range map[string]string{
		"%s of %s (%d %%)":    "1s 2s 3d",
		"%[2]s: %[1]s":        "1s 2s",
		"{host} has %[1]s %d": "1s 2d {host}",
		"%d at {host:at}":     "1d {host}",
		"100 %% of it":        "",
	} {
		if got := strings.Join(blanks(text), " "); got != want {
			t.Errorf("%q fills in %q, want %q", text, got, want)
		}
	}
}

func TestToolkitCatalogues(t *testing.T) {
	en, ru := readEntries(t, "toolkit.en"), readEntries(t, "toolkit.ru")
	if a, b := slices.Sorted(maps.Keys(en)), slices.Sorted(maps.Keys(ru)); !slices.Equal(a, b) {
		t.Errorf("the toolkit's words differ: %q and %q", a, b)
	}
}

// TestWriteCatalogues adds new keys to the catalogues and removes unused ones. It runs only on request:
// SENDOFF_WRITE_WORDS=1 go test ./ui/words -run TestWriteCatalogues
func TestWriteCatalogues(t *testing.T) {
	if os.Getenv("SENDOFF_WRITE_WORDS") == "" {
		t.Skip("writes files: only when asked to")
	}
	s := wordsOfSource(t)
	for language, forms := range pluralForms {
		old, next := readEntries(t, language), map[string]any{}
		for key := range s.single {
			next[key] = old[key][""]
			if language == "en" {
				next[key] = key
			}
		}
		for key, one := range s.plural {
			texts := map[string]string{}
			for _, form := range forms {
				texts[form] = old[key][form]
			}
			if language == "en" {
				texts = map[string]string{"one": one, "other": key}
			}
			next[key] = texts
		}
		writeCatalogue(t, language, next)
	}
}

func writeCatalogue(t *testing.T, language string, words map[string]any) {
	t.Helper()
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "    ")
	if err := e.Encode(words); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("../../assets/translations/"+language+".json", out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

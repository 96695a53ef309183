package list

import (
	"path/filepath"
	"testing"
	"time"

	"sendoff/transfer/cards"
	"sendoff/transfer/source"
	"sendoff/ui/words"
)

func TestExpandName(t *testing.T) {
	at := time.Date(2026, 4, 17, 14, 5, 33, 0, time.UTC)
	f := NameFacts{path: filepath.FromSlash("/data/survey/shot one.tar.gz"), n: 7, of: 380, Now: at, Host: "pc118", User: `LAB\ines`}
	for template, want := range map[string]string{
		cards.DefaultTemplate:     "shot one.tar.gz",
		"{date}-{name}{ext}":      "2026-04-17-shot one.tar.gz",
		"{time}{ext}":             "140533.gz",
		"{host}-{user}-{n}{ext}":  `pc118-LAB_ines-007.gz`,
		"{folder}/{name}{ext}":    "survey/shot one.tar.gz",
		"a}b{name}":               "a}bshot one.tar",
		"plain":                   "plain",
		"{nam}{ext}":              "{nam}.gz",
		"{name":                   "{name",
		"{{name}}":                "{shot one.tar}",
		"{folder}{folder}-{name}": "surveysurvey-shot one.tar",
	} {
		if got := expandName(template, f); got != want {
			t.Errorf("%s: %q, want %q", template, got, want)
		}
	}
}

func TestTemplateFlaw(t *testing.T) {
	for template, fine := range map[string]bool{
		cards.DefaultTemplate: true, "{folder}/{name}{ext}": true, "x": true, "{date} {time} {host} {user} {n}": true,
		"{nope}": false, "{name": false, "/{name}": false, "{name}/": false, "a//b": false, "../{name}": false,
		"./x": false, "": false, "  ": false,
	} {
		if flaw := templateFlaw(template); (flaw == "") != fine {
			t.Errorf("%q: %q", template, flaw)
		}
	}
	for _, template := range TemplateExamples {
		if flaw := templateFlaw(template); flaw != "" {
			t.Errorf("the example %s: %s", template, flaw)
		}
	}
}

func TestBatchNames(t *testing.T) {
	b := NewBatch(New(nil))
	b.Facts = NameFacts{Now: time.Date(2026, 4, 17, 14, 5, 33, 0, time.UTC), Host: "pc"}
	b.Naming = "{n}-{name}{ext}"
	b.Aim("https://files.example.com/drop/", false)
	for i := range 9 {
		b.Add([]source.Found{found("in/"+string(rune('a'+i))+".txt", 1, "")})
	}
	if _, _, first := b.Sum(); first != "https://files.example.com/drop/1-a.txt" {
		t.Error(first)
	}
	b.Add([]source.Found{found("in/z.txt", 1, "")})
	if _, _, first := b.Sum(); first != "https://files.example.com/drop/01-a.txt" {
		t.Errorf("ten files have numbers of two digits: %s", first)
	}
	b.Naming = "{date}/{name}{ext}"
	b.Aim(b.To, true)
	if _, _, first := b.Sum(); first != "https://files.example.com/drop/in/2026-04-17/a.txt" {
		t.Error(first)
	}
	b.Naming = "{bad}"
	b.Aim(b.To, false)
	if n, _, _ := b.Sum(); b.Flaw == "" {
		t.Errorf("a field that nobody knows names %d files", n)
	}
}

func TestNameThatVanishes(t *testing.T) {
	b := NewBatch(New(nil))
	b.Naming = "{ext}"
	b.Aim("https://files.example.com/drop/", false)
	b.Add([]source.Found{found("noext", 1, ""), found("a.txt", 1, "")})
	if n, _, first := b.Sum(); n != 1 || first != "https://files.example.com/drop/.txt" {
		t.Errorf("%d files, %s", n, first)
	}
	if got := b.List[0].Remark; got != words.Tr(words.NameEmpty) {
		t.Errorf("remark: %q", got)
	}
}

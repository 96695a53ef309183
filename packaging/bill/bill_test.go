package main

import (
	"bytes"
	"debug/buildinfo"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestBillOfThisProgram reads a real program: the test's own.
func TestBillOfThisProgram(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")
	t.Setenv("VERSION", "1.2.3")
	dir := t.TempDir()
	sbom, texts := filepath.Join(dir, "bill.json"), filepath.Join(dir, "licences.txt")
	if err := run(t.Context(), self, sbom, texts); err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(sbom)
	if err != nil {
		t.Fatal(err)
	}
	var doc document
	if err := json.Unmarshal(first, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Metadata.Timestamp != "2023-11-14T22:13:20Z" || doc.Metadata.Component.Version != "1.2.3" {
		t.Errorf("metadata: %+v", doc.Metadata)
	}
	info, err := buildinfo.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(doc.Components))
	for i, c := range doc.Components {
		names[i] = c.Name
		if len(c.Licences) == 0 {
			t.Errorf("%s has no licence", c.Name)
		}
	}
	want := []string{"stdlib"}
	for _, m := range info.Deps {
		want = append(want, m.Path)
	}
	if !slices.Equal(names, want) || !slices.Equal(doc.Dependencies[0].On, refs(doc.Components)) {
		t.Errorf("lists %q, linked are %q", names, want)
	}
	text, err := os.ReadFile(texts)
	if err != nil || !strings.Contains(string(text), "Copyright 2009 The Go Authors") {
		t.Errorf("licences: %v\n%s", err, text)
	}
	if err := run(t.Context(), self, sbom, ""); err != nil {
		t.Fatal(err)
	}
	if second, err := os.ReadFile(sbom); err != nil || !bytes.Equal(first, second) {
		t.Errorf("the second bill differs from the first: %v", err)
	}
}

func refs(list []component) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.Ref
	}
	return out
}

func TestFindLicences(t *testing.T) {
	dir := t.TempDir()
	for file, text := range map[string]string{
		"LICENSE":             "Apache License\n Version 2.0, January 2004",
		"fonts/OFL.txt":       "SIL OPEN FONT LICENSE Version 1.1",
		"c/LICENSE.md":        "This software is provided 'as-is', without any express or implied\r\nwarranty.",
		"m/LICENSE":           "Copyright © 2015 A, Inc.\n\nMozilla Public License, version 2.0",
		"r/COPYING":           "Permission to use, copy, modify, and/or distribute this software for any purpose\nwith or without fee is hereby granted, provided that the above copyright notice",
		"testdata/LICENSE":    "not linked",
		"licence.go":          "package x",
		"x/licensing-faq.txt": "no licence",
	} {
		path := filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list, err := findLicences(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range list {
		got = append(got, l.file+" "+l.id())
	}
	if want := []string{"LICENSE Apache-2.0", "c/LICENSE.md Zlib", "fonts/OFL.txt OFL-1.1", "m/LICENSE MPL-2.0", "r/COPYING ISC"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// TestNoLicence is about a module whose terms nobody knows: it must not be shipped.
func TestNoLicence(t *testing.T) {
	if _, err := findLicences(t.TempDir()); err == nil {
		t.Error("took a module without a licence")
	}
}

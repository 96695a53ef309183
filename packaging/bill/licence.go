package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// licence is one text.
type licence struct {
	file string // within the module, with slashes
	text string
}

// named is what a licence's file is called: LICENSE, LICENSE-reader, LICENSE_Inter.txt, COPYING, OFL.txt.
var named = regexp.MustCompile(`(?i)^((un)?licen[cs]e|copying|notice|patents|ofl)([-_.][-_.a-z0-9]*)?$`)

// apart are folders whose content is not linked in.
var apart = []string{"testdata", "cmd", "example", "examples", "_examples", "docs", ".github"}

// findLicences reads the licences of a module: its own, and those of fonts and of C code that it took in.
func findLicences(dir string) ([]licence, error) {
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains(apart, d.Name()):
			return filepath.SkipDir
		case !d.IsDir() && named.MatchString(d.Name()) && filepath.Ext(path) != ".go":
			rel, err := filepath.Rel(dir, path)
			files = append(files, filepath.ToSlash(rel))
			return err
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for licences: %w", err)
	}
	if len(files) == 0 {
		return nil, errors.New("there is no licence in " + dir)
	}
	return licencesOf(dir, files)
}

func licencesOf(dir string, files []string) ([]licence, error) {
	list := make([]licence, 0, len(files))
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
		if err != nil {
			return nil, fmt.Errorf("read a licence: %w", err)
		}
		text := strings.ReplaceAll(string(data), "\r\n", "\n")
		list = append(list, licence{file: file, text: strings.Trim(text, "\n")})
	}
	return list, nil
}

// id is the licence's name in the list of SPDX, "" if it is none of the usual ones.
func (l licence) id() string {
	text := strings.Join(strings.Fields(l.text), " ")
	has := func(s string) bool { return strings.Contains(text, s) }
	switch {
	case has("SIL OPEN FONT LICENSE Version 1.1"):
		return "OFL-1.1"
	case has("Apache License Version 2.0"):
		return "Apache-2.0"
	case has("Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files"):
		return "MIT"
	case has("Redistribution and use in source and binary forms") && has("Neither the name"):
		return "BSD-3-Clause"
	case has("Redistribution and use in source and binary forms"):
		return "BSD-2-Clause"
	case has("This software is provided 'as-is', without any express or implied warranty"):
		return "Zlib"
	case has("Mozilla Public License, version 2.0"):
		return "MPL-2.0"
	case has("Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that"):
		return "ISC"
	}
	return ""
}

const head = `Sendoff is free software under the licence in LICENSE. The program holds the parts listed here as well,
each under the terms that follow its name.
`

// text is all licences as one document.
func text(parts []part) string {
	var b strings.Builder
	b.WriteString(head)
	line := strings.Repeat("=", 80)
	for _, p := range parts {
		for _, l := range p.licences {
			fmt.Fprintf(&b, "\n%s\n%s %s, %s\n%s\n\n%s\n", line, p.title(), p.version, l.file, line, l.text)
		}
	}
	return b.String()
}

func (p part) title() string {
	if p.sum == "" {
		return "The Go standard library"
	}
	return p.path
}

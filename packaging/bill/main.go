package main

import (
	"context"
	"debug/buildinfo"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	sbom := flag.String("sbom", "", "write the bill of materials to this `file`")
	texts := flag.String("licences", "", "write the licence texts to this `file`")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(context.Background(), flag.Arg(0), *sbom, *texts); err != nil {
		fmt.Fprintf(os.Stderr, "bill: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, program, sbom, texts string) error {
	parts, err := linked(ctx, program)
	if err != nil {
		return err
	}
	if texts != "" {
		if err := os.WriteFile(texts, []byte(text(parts)), 0o644); err != nil {
			return fmt.Errorf("write the licences: %w", err)
		}
	}
	if sbom == "" {
		return nil
	}
	bill, err := cyclonedx(program, parts)
	if err != nil {
		return err
	}
	if err := os.WriteFile(sbom, bill, 0o644); err != nil {
		return fmt.Errorf("write the bill of materials: %w", err)
	}
	return nil
}

// part is a module that is linked in, or the Go standard library.
type part struct {
	path, version string
	sum           string // of go.sum; "" for the standard library
	licences      []licence
}

// purl is the address of the part in the notation that tools for bills of materials share.
func (p part) purl() string { return "pkg:golang/" + p.path + "@" + p.version }

// linked lists the parts of a program in the order of the linker's list, which is sorted.
func linked(ctx context.Context, program string) ([]part, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return nil, fmt.Errorf("read what is linked: %w", err)
	}
	root, err := output(ctx, "go", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	standard := part{path: "stdlib", version: strings.TrimPrefix(info.GoVersion, "go")}
	if standard.licences, err = licencesOf(root, []string{"LICENSE", "PATENTS"}); err != nil {
		return nil, err
	}
	parts := []part{standard}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		p := part{path: m.Path, version: m.Version, sum: m.Sum}
		dir, err := output(ctx, "go", "list", "-m", "-f", "{{.Dir}}", m.Path)
		if err != nil {
			return nil, err
		}
		if p.licences, err = findLicences(dir); err != nil {
			return nil, fmt.Errorf("%s: %w", m.Path, err)
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// output is what a command prints.
func output(ctx context.Context, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return filepath.Clean(strings.TrimSpace(string(out))), nil
}

package receiver

import (
	"strings"
	"testing"
)

var (
	create  = step{packet: "Create-Session", status: 200}
	closing = step{packet: "Close-Session", status: 200}
	cancel  = step{packet: "Cancel-Session", status: 200}
)

// part is a Fragment that is accepted.
func part(rng, body, received string) step {
	return step{packet: "Fragment", rng: rng, body: body, status: 200, received: received}
}

// bad is a Fragment that is refused as malformed.
func bad(rng, body, header string) step {
	return step{packet: "Fragment", rng: rng, body: body, header: header, status: 400, code: invalid}
}

// script is a conversation and the files that it leaves.
type script struct {
	name  string
	o     Options
	files map[string]string // before
	steps []step
	want  map[string]string // after, and no other files
}

func TestScripts(t *testing.T) {
	for _, tt := range scripts {
		t.Run(tt.name, func(t *testing.T) {
			g := start(t, tt.o)
			g.put(tt.files)
			g.run(tt.steps...)
			g.wantFiles(tt.want)
		})
	}
}

// scripts are named after the server checklist: S1 to S52.
var scripts = []script{
	{
		name:  "upload in three fragments",
		steps: []step{create, part("0-3/10", "0123", "4"), part("4-7/10", "4567", "8"), part("8-9/10", "89", "10"), closing},
		want:  map[string]string{"a.bin": "0123456789"},
	},
	{
		name: "S1 unknown and missing packet types",
		steps: []step{
			{packet: "Upload", status: 400, code: invalid},
			{packet: "Ack", status: 400, code: invalid},
			{status: 400, code: invalid},
		},
	},
	{
		name: "an Ack is no packet, and ends no session",
		steps: []step{
			create, {packet: "Ack", status: 400, code: invalid}, part("0-1/2", "ab", "2"), closing,
		},
		want: map[string]string{"a.bin": "ab"},
	},
	{
		name: "S2 packet types in any case",
		steps: []step{
			{packet: "CREATE-SESSION", status: 200},
			{packet: "fragment", rng: "0-1/2", body: "ab", status: 200, received: "2"},
			{packet: "cLOSE-sESSION", status: 200},
		},
		want: map[string]string{"a.bin": "ab"},
	},
	{
		name: "S4 protocol lists",
		steps: []step{
			{packet: "Create-Session", header: "BITS-Supported-Protocols: {7DF0354D-249B-430F-820D-3D2A9BEF4931}", status: 200},
			{packet: "Create-Session", header: "BITS-Supported-Protocols: {00000000-0000-0000-0000-000000000000} {7df0354d-249b-430f-820d-3d2a9bef4931}", status: 200},
			{packet: "Create-Session", header: "BITS-Supported-Protocols: {00000000-0000-0000-0000-000000000000},{7df0354d-249b-430f-820d-3d2a9bef4931}", status: 200},
			{packet: "Create-Session", header: "BITS-Supported-Protocols: {00000000-0000-0000-0000-000000000000}", status: 400, code: invalid},
			{packet: "Create-Session", header: "BITS-Supported-Protocols: ", status: 400, code: invalid},
		},
	},
	{
		name:  "S7 folder, missing folder, existing file",
		files: map[string]string{"there/old.txt": "old"},
		steps: []step{
			{packet: "Create-Session", path: "/there", status: 400, code: invalid},
			{packet: "Create-Session", path: "/there/", status: 400, code: invalid},
			{packet: "Create-Session", path: "/", status: 400, code: invalid},
			{packet: "Create-Session", path: "/nowhere/a.bin", status: 404},
			{packet: "Create-Session", path: "/there/old.txt/a.bin", status: 404},
			{packet: "Create-Session", path: "/there/old.txt", status: 403, code: noAccess},
			{packet: "Create-Session", path: "/there/new.txt", status: 200},
		},
		want: map[string]string{"there/old.txt": "old"},
	},
	{
		name:  "missing folders are made",
		o:     Options{MakeFolders: true},
		files: map[string]string{"there/file": "f"},
		steps: []step{
			{packet: "Create-Session", path: "/there/a/b/new.txt", status: 200},
			{packet: "Fragment", path: "/there/a/b/new.txt", rng: "0-1/4", body: "ab", status: 200, received: "2"},
			{packet: "Fragment", path: "/there/a/b/new.txt", rng: "2-3/4", body: "cd", status: 200, received: "4"},
			{packet: "Close-Session", path: "/there/a/b/new.txt", status: 200},
			{packet: "Create-Session", path: "/there/file/a.bin", status: 404},
			{packet: "Create-Session", path: "/.bits-sessions/a/b", status: 403, code: noAccess},
			{packet: "Create-Session", path: "/there/a/b", status: 400, code: invalid},
			{packet: "Create-Session", path: strings.Repeat("/d", 65), status: 400, code: invalid},
			{packet: "Create-Session", path: "/not/used/yet", status: 200},
		},
		want: map[string]string{"there/file": "f", "there/a/b/new.txt": "abcd"},
	},
	{
		name:  "overwrite",
		o:     Options{Overwrite: true},
		files: map[string]string{"a.bin": "old and long"},
		steps: []step{create, part("0-2/3", "new", "3"), closing},
		want:  map[string]string{"a.bin": "new"},
	},
	{
		name: "S8 disabled",
		o:    Options{Disabled: true},
		steps: []step{
			{packet: "Create-Session", status: 501, code: noAccess},
			{packet: "Ping", status: 501, code: noAccess},
			{packet: "Fragment", rng: "0-1/2", body: "ab", status: 501, code: noAccess},
			{packet: "Nonsense", status: 400, code: invalid},
		},
	},
	{
		name: "S9 ping",
		steps: []step{
			{packet: "Ping", status: 200},
			{packet: "Ping", session: "{00000000-0000-0000-0000-000000000000}", status: 200},
			{packet: "Ping", path: "/nowhere/at/all", session: "..", status: 200},
		},
	},
	{
		name: "a Ping with a body",
		steps: []step{
			{packet: "Ping", body: "x", status: 400, code: invalid},
			{packet: "Ping", status: 200},
		},
	},
	{
		name:  "S7 a name that is taken, answered with 409",
		o:     Options{Conflict: true},
		files: map[string]string{"a.bin": "old"},
		steps: []step{{packet: "Create-Session", status: 409, code: noAccess}},
		want:  map[string]string{"a.bin": "old"},
	},
	{
		name:  "hidden names are refused on demand",
		o:     Options{NoHidden: true},
		files: map[string]string{"there/x": "x"},
		steps: []step{
			{packet: "Create-Session", path: "/.profile", status: 400, code: invalid},
			{packet: "Create-Session", path: "/there/.ssh", status: 400, code: invalid},
			{packet: "Create-Session", path: "/there/a.b", status: 200},
		},
		want: map[string]string{"there/x": "x"},
	},
	{
		name: "S10 unknown and missing ids",
		steps: []step{
			{packet: "Fragment", session: "{A0FF5911-4144-45B3-BF27-27AFC8EC8A67}", rng: "0-1/2", body: "ab", status: 500, code: unknown},
			{packet: "Close-Session", session: "{A0FF5911-4144-45B3-BF27-27AFC8EC8A67}", status: 500, code: unknown},
			{packet: "Cancel-Session", session: "whatever", status: 500, code: unknown},
			{packet: "Fragment", session: "none", rng: "0-1/2", body: "ab", status: 400, code: invalid},
			{packet: "Close-Session", session: "none", status: 400, code: invalid},
			{packet: "Cancel-Session", session: "none", status: 400, code: invalid},
		},
	},
	{
		name:  "S11 first fragment does not start at 0",
		steps: []step{create, {packet: "Fragment", rng: "4-7/8", body: "4567", status: 416, received: "0"}, part("0-7/8", "01234567", "8")},
		want:  map[string]string{"a.bin": "01234567"},
	},
	{
		name:  "S12 gap",
		steps: []step{create, part("0-1/8", "01", "2"), {packet: "Fragment", rng: "4-7/8", body: "xxxx", status: 416, received: "2"}, part("2-7/8", "234567", "8")},
		want:  map[string]string{"a.bin": "01234567"},
	},
	{
		name:  "S13 overlap",
		steps: []step{create, part("0-4/8", "01234", "5"), part("2-6/8", "xxx56", "7"), part("0-7/8", "yyyyyyy7", "8")},
		want:  map[string]string{"a.bin": "01234567"},
	},
	{
		name:  "S14 full duplicate",
		steps: []step{create, part("0-3/8", "0123", "4"), part("0-3/8", "xxxx", "4"), part("1-2/8", "yy", "4"), part("4-7/8", "4567", "8")},
		want:  map[string]string{"a.bin": "01234567"},
	},
	{
		name: "S15 malformed ranges leave the session usable",
		steps: []step{
			create, part("0-3/8", "0123", "4"),
			bad("", "4567", ""), bad("4-7/*", "4567", ""), bad("7-4/8", "4567", ""), bad("4-8/8", "45678", ""),
			bad("4-7/9", "4567", ""), bad("4-6/8", "4567", ""), bad("4-7/8", "456", ""), bad("-4-7/8", "4567", ""),
			bad("4-5,6-7/8", "4567", ""), bad("4-7/99999999999999999999", "4567", ""), bad("+4-7/8", "4567", ""),
			bad("", "4567", "Content-Range: items 4-7/8"),
			{packet: "Fragment", header: "Content-Range: BYTES 4-7/8", body: "4567", status: 200, received: "8"},
		},
		want: map[string]string{"a.bin": "01234567"},
	},
	{
		name: "S19 too large", o: Options{MaxSize: 8},
		steps: []step{
			create,
			{packet: "Fragment", rng: "0-3/9", body: "0123", status: 500, code: tooLarge},
			part("0-7/8", "01234567", "8"),
		},
		want: map[string]string{"a.bin": "01234567"},
	},
	{
		name: "S20 fragment too large", o: Options{MaxFragment: 4},
		steps: []step{create, {packet: "Fragment", rng: "0-4/8", body: "01234", status: 413}, part("0-3/8", "0123", "4"), part("4-7/8", "4567", "8")},
		want:  map[string]string{"a.bin": "01234567"},
	},
	{
		name:  "S24 final fragment again",
		steps: []step{create, part("0-3/8", "0123", "4"), part("4-7/8", "4567", "8"), part("4-7/8", "xxxx", "8"), part("0-7/8", "xxxxxxxx", "8"), bad("0-3/4", "xxxx", ""), closing},
		want:  map[string]string{"a.bin": "01234567"},
	},
	{
		name:  "S25 close after completion",
		steps: []step{create, part("0-1/2", "ab", "2"), closing, {packet: "Fragment", rng: "0-1/2", body: "ab", status: 500, code: unknown}},
		want:  map[string]string{"a.bin": "ab"},
	},
	{
		name:  "S26 close before completion",
		steps: []step{create, part("0-3/8", "0123", "4"), closing},
	},
	{
		name:  "S27 close and cancel again, in any mixture",
		steps: []step{create, part("0-1/2", "ab", "2"), closing, closing, cancel, {packet: "Fragment", rng: "0-1/2", body: "ab", status: 500, code: unknown}},
		want:  map[string]string{"a.bin": "ab"},
	},
	{
		name:  "S28 cancel",
		steps: []step{create, part("0-3/8", "0123", "4"), cancel, cancel, {packet: "Fragment", rng: "4-7/8", body: "4567", status: 500, code: unknown}, closing},
	},
	{
		name:  "S29 cancel after the last fragment",
		steps: []step{create, part("0-1/2", "ab", "2"), cancel},
		want:  map[string]string{"a.bin": "ab"},
	},
	{
		name: "S30 bodies where none belong",
		steps: []step{
			{packet: "Create-Session", body: "x", status: 400, code: invalid},
			create, part("0-3/8", "0123", "4"),
			{packet: "Close-Session", body: "x", status: 400, code: invalid},
			{packet: "Cancel-Session", body: "x", status: 400, code: invalid},
			part("4-7/8", "4567", "8"),
		},
		want: map[string]string{"a.bin": "01234567"},
	},
	{
		name: "S35 another path",
		steps: []step{
			create, part("0-3/8", "0123", "4"),
			{packet: "Fragment", path: "/b.bin", rng: "4-7/8", body: "4567", status: 500, code: unknown},
			{packet: "Cancel-Session", path: "/b.bin", status: 500, code: unknown},
			{packet: "Close-Session", path: "/b.bin", status: 500, code: unknown},
			part("4-7/8", "4567", "8"),
		},
		want: map[string]string{"a.bin": "01234567"},
	},
	{
		name:  "S37 ids that look like paths",
		files: map[string]string{"victim": "v"},
		steps: []step{
			{packet: "Cancel-Session", session: "../victim", status: 500, code: unknown},
			{packet: "Close-Session", session: `..\victim`, status: 500, code: unknown},
			{packet: "Fragment", session: "/etc/passwd", rng: "0-1/2", body: "ab", status: 500, code: unknown},
		},
		want: map[string]string{"victim": "v"},
	},
	{
		name: "S38 content name is ignored",
		steps: []step{
			{packet: "Create-Session", header: "Content-Name: ../evil", status: 200},
			{packet: "Fragment", rng: "0-1/2", body: "ab", header: "Content-Name: other.bin", status: 200, received: "2"},
		},
		want: map[string]string{"a.bin": "ab"},
	},
	{
		name: "S39 long header values",
		steps: []step{
			{packet: "Ping", header: "X-Long: " + strings.Repeat("a", 4096), status: 200},
			{packet: "Ping", header: "X-Long: " + strings.Repeat("a", 4097), status: 400, code: invalid},
		},
	},
	{
		name: "S40 unknown headers and codings",
		steps: []step{
			create,
			bad("0-1/2", "ab", "Content-Encoding: gzip"),
			{packet: "Fragment", rng: "0-1/2", body: "ab", header: "Content-Encoding: identity|X-Unheard-Of: yes", status: 200, received: "2"},
		},
		want: map[string]string{"a.bin": "ab"},
	},
	{name: "S47 empty file, RFC form", steps: []step{create, part("*/0", "", "0"), closing}, want: map[string]string{"a.bin": ""}},
	{name: "S47 empty file, malformed form", steps: []step{create, part("0--1/0", "", "0"), part("0--1/0", "", "0")}, want: map[string]string{"a.bin": ""}},
	{name: "S47 empty file, third form", steps: []step{create, part("0-0/0", "", "0"), cancel}, want: map[string]string{"a.bin": ""}},
	{name: "S47 no fragment is no file", steps: []step{create, closing}},
	{
		name:  "S49 odd paths are refused, not redirected",
		files: map[string]string{"dir/x": "x"},
		steps: []step{
			{packet: "Create-Session", path: "//a.bin", status: 400, code: invalid},
			{packet: "Create-Session", path: "/dir//a.bin", status: 400, code: invalid},
			{packet: "Create-Session", path: "/dir/./a.bin", status: 400, code: invalid},
			{packet: "Create-Session", path: "/dir", status: 400, code: invalid},
		},
		want: map[string]string{"dir/x": "x"},
	},
	{
		name: "names are decoded once",
		steps: []step{
			{packet: "Create-Session", path: "/%D0%BE%D1%82%D1%87%D1%91%D1%82%20%2B1%252e.txt?query=1", status: 200},
			{packet: "Fragment", path: "/%D0%BE%D1%82%D1%87%D1%91%D1%82%20+1%252e.txt", rng: "0-1/2", body: "ab", status: 200, received: "2"},
		},
		want: map[string]string{"отчёт +1%2e.txt": "ab"},
	},
}

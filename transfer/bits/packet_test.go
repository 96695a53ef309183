package bits

import (
	"errors"
	"strings"
	"testing"
)

func TestParseRange(t *testing.T) {
	for _, tc := range []struct {
		in   string
		want Range
		ok   bool
	}{
		{"bytes 0-4891/4892", Range{0, 4891, 4892}, true},
		{"Bytes 128-212/5000", Range{128, 212, 5000}, true},
		{" bytes  0-0/1 ", Range{0, 0, 1}, true},
		{"bytes 0-9223372036854775806/9223372036854775807", Range{0, 1<<63 - 2, 1<<63 - 1}, true},
		{"bytes */0", Range{0, -1, 0}, true},
		{"bytes 0--1/0", Range{0, -1, 0}, true},
		{"bytes 0-0/0", Range{0, -1, 0}, true},
		{"bytes 0-1/0", Range{}, false},
		{"bytes 5-4/10", Range{}, false},
		{"bytes 0-10/10", Range{}, false},
		{"bytes 0-9/*", Range{}, false},
		{"bytes */10", Range{}, false},
		{"bytes 0-1,4-5/10", Range{}, false},
		{"bytes +0-1/10", Range{}, false},
		{"bytes -1-1/10", Range{}, false},
		{"bytes 0-9223372036854775807/9223372036854775808", Range{}, false},
		{"bytes 0x0-1/10", Range{}, false},
		{"lines 0-1/10", Range{}, false},
		{"0-1/10", Range{}, false},
		{"bytes 0-1", Range{}, false},
		{"", Range{}, false},
	} {
		got, err := ParseRange(tc.in)
		if got != tc.want || (err == nil) != tc.ok || !tc.ok && !errors.Is(err, ErrRange) {
			t.Errorf("ParseRange(%q) = %v, %v, want %v", tc.in, got, err, tc.want)
		}
	}
}

func TestRange(t *testing.T) {
	for _, tc := range []struct {
		r     Range
		text  string
		n     int64
		final bool
	}{
		{Range{0, 4891, 4892}, "bytes 0-4891/4892", 4892, true},
		{Range{1 << 32, 1<<32 + 9, 1 << 40}, "bytes 4294967296-4294967305/1099511627776", 10, false},
		{Range{0, -1, 0}, "bytes */0", 0, true},
	} {
		if tc.r.String() != tc.text || tc.r.Len() != tc.n || tc.r.Final() != tc.final {
			t.Errorf("%#v: %q, %d bytes, final %v", tc.r, tc.r, tc.r.Len(), tc.r.Final())
		}
	}
}

func TestParseCode(t *testing.T) {
	for _, tc := range []struct {
		in   string
		want uint32
		ok   bool
	}{
		{"0x8020001F", 0x8020001F, true},
		{"0X8020001f", 0x8020001F, true},
		{"x8020001F", 0x8020001F, true},
		{"8020001f", 0x8020001F, true},
		{" 0x5 ", 5, true},
		{"5", 5, true},
		{"0", 0, true},
		{"00000000000000001", 1, true},
		{"", 0, false},
		{"0x", 0, false},
		{"x", 0, false},
		{"0x0x5", 0, false},
		{"-1", 0, false},
		{"+1", 0, false},
		{"1_0", 0, false},
		{"180200001f", 0, false},
		{"E_FAIL", 0, false},
	} {
		got, ok := ParseCode(tc.in)
		if ok != tc.ok || ok && got != tc.want {
			t.Errorf("ParseCode(%q) = %#x, %v, want %#x, %v", tc.in, got, ok, tc.want, tc.ok)
		}
	}
}

func TestParseOffset(t *testing.T) {
	for in, want := range map[string]int64{
		"0": 0, " 4892 ": 4892, "9223372036854775807": 1<<63 - 1,
		"": -1, "-1": -1, "+1": -1, "0x10": -1, "1.0": -1, "9223372036854775808": -1, "99999999999999999999": -1, "1 2": -1,
	} {
		got, err := ParseOffset(in)
		if err != nil {
			got = -1
		}
		if got != want {
			t.Errorf("ParseOffset(%q) = %d, %v, want %d", in, got, err, want)
		}
	}
}

func TestParsePacketType(t *testing.T) {
	for in, want := range map[string]PacketType{
		"Create-Session": CreateSession, "CREATE-SESSION": CreateSession, " fragment ": Fragment, "ping": Ping,
		"Close-Session": CloseSession, "cancel-session": CancelSession, "ACK": Ack, "": "", "Get-Reply": "", "Pings": "",
	} {
		if got, ok := ParsePacketType(in); got != want || ok != (want != "") {
			t.Errorf("ParsePacketType(%q) = %q, %v", in, got, ok)
		}
	}
}

func TestParseProtocols(t *testing.T) {
	for in, want := range map[string]string{
		"":                    "",
		Protocol:              Protocol,
		"{a} {b}":             "{a}|{b}",
		"{a},{b}, {c}\t {d},": "{a}|{b}|{c}|{d}",
	} {
		if got := strings.Join(ParseProtocols(in), "|"); got != want {
			t.Errorf("ParseProtocols(%q) = %q, want %q", in, got, want)
		}
	}
	if n := len(ParseProtocols(strings.Repeat("{a} ", MaxProtocols+1))); n != MaxProtocols {
		t.Errorf("%d protocols, want %d", n, MaxProtocols)
	}
}

func TestContentName(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "",
		"a b.txt":                "a b.txt",
		"é.txt":                  "%C3%A9.txt",
		"a\r\nX-Evil: 1":         "a%0D%0AX-Evil:%201",
		strings.Repeat("a", 300): strings.Repeat("a", MaxSegment),
	} {
		c := &Client{Name: in}
		h := c.head(CreateSession, Session{}, Range{})
		if got := strings.Join(h[HeaderContentName], "|"); got != want {
			t.Errorf("name %q: %q, want %q", in, got, want)
		}
	}
}

func TestErrorText(t *testing.T) {
	for _, tc := range []struct {
		err  Error
		want string
	}{
		{Error{Packet: Ping, Status: 404}, "Ping answered with 404 Not Found"},
		{Error{Packet: Fragment, Status: 500, Code: CodeSessionNotFound, Context: 5}, "Fragment answered with 500 Internal Server Error, code 0x8020001F, context 0x5"},
		{Error{Packet: CreateSession, Status: 299, Flaw: FlawSession}, "Create-Session answered with 299: no usable session id"},
	} {
		if got := tc.err.Error(); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
	if HTTPCode(404) != 0x80190194 {
		t.Errorf("HTTPCode(404) = %#x", HTTPCode(404))
	}
}

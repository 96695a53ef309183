package words

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// Curl writes the request that a note tells of as a command line for curl, to be pasted into a Unix
// shell; "" if the note is of no request. A fragment takes its bytes from the file on this computer.
// What a sign-in would add is left out: it is a secret. What may be one in the address stands as "...", as in
// the transcript.
func Curl(j *transfer.Job, n bits.Note) string {
	if n.Packet == "" || n.Kind != bits.NoteSent {
		return ""
	}
	if n.Packet == bits.GetReply {
		return "curl -i --http1.1 " + quoted(SafeAddress(n.Text))
	}
	words := []string{"curl -i --http1.1"}
	header := func(name, value string) { words = append(words, "-H "+quoted(name+": "+value)) }
	if j.Target.Override {
		words = append(words, "-X POST")
		header(bits.HeaderMethodOverride, bits.Method)
	} else {
		words = append(words, "-X "+bits.Method)
	}
	header(bits.HeaderPacketType, string(n.Packet))
	own, _ := j.Target.Headers.List() // they were checked with the job; a secret one shows no value
	for _, h := range own {
		words = append(words, "-H "+quoted(h.String()))
	}
	switch n.Packet {
	case bits.CreateSession:
		header(bits.HeaderSupportedProtocols, bits.Protocol)
	case bits.Fragment, bits.CloseSession, bits.CancelSession:
		header(bits.HeaderSessionID, sessionIn(j, n))
	case bits.Ping, bits.Ack, bits.GetReply:
	}
	body := ""
	if n.Packet == bits.Fragment {
		header(bits.HeaderContentRange, n.Text)
		body = bodyOf(j, n.Text)
	}
	if body == "" {
		header(bits.HeaderContentLength, "0")
	} else {
		words = append(words, "-H 'Content-Type:' -H 'Expect:' --data-binary @-")
	}
	return body + strings.Join(append(words, quoted(SafeAddress(sessionURL(j, n.Packet)))), " ")
}

// sessionIn is the session id of a packet: Close-Session and Cancel-Session name it, fragments are of
// the one that is open.
func sessionIn(j *transfer.Job, n bits.Note) string {
	if id, ok := strings.CutPrefix(n.Text, "session "); ok {
		return id
	}
	return j.Session.ID
}

// bodyOf is the part of the command that cuts a fragment out of the file, up to the pipe.
func bodyOf(j *transfer.Job, contentRange string) string {
	r, err := bits.ParseRange(contentRange)
	if err != nil || r.Len() == 0 {
		return ""
	}
	return fmt.Sprintf("tail -c +%d %s | head -c %d | ", r.First+1, quoted(j.Source.Path), r.Len())
}

// sessionURL is where a packet goes: the host id takes the place of the host once there is one.
func sessionURL(j *transfer.Job, p bits.PacketType) string {
	u, err := url.Parse(j.Target.URL)
	if err != nil || j.Session.Host == "" || p == bits.CreateSession {
		return j.Target.URL
	}
	host := j.Session.Host
	switch port := u.Port(); {
	case port != "":
		host = net.JoinHostPort(host, port)
	case strings.Contains(host, ":"):
		host = "[" + host + "]"
	}
	u.Host = host
	return u.String()
}

// quoted writes a word for a Unix shell. Where bytes would be lost on the clipboard, or do something in the
// terminal that it is pasted into, it is in the form that bash, zsh and ksh have for that.
func quoted(s string) string {
	if !strings.ContainsFunc(s, Doubtful) {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	var out strings.Builder
	out.WriteString("$'")
	for i, c := range s {
		size := utf8.RuneLen(c)
		if c == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd") {
			size = 1
		}
		switch whole := s[i : i+size]; {
		case c == '\'' || c == '\\':
			out.WriteString(`\` + whole)
		case Doubtful(c):
			out.WriteString(escapedBytes(whole))
		default:
			out.WriteString(whole)
		}
	}
	return out.String() + "'"
}

// escapedBytes are bytes in octal, which ends after three digits whatever follows.
func escapedBytes(s string) string {
	var out []byte
	for i := range len(s) {
		out = fmt.Appendf(out, `\%03o`, s[i])
	}
	return string(out)
}

// LastRequest is the newest note that curlOf can write; ok is false if there is none.
func LastRequest(notes []bits.Note) (n bits.Note, ok bool) {
	for _, n := range slices.Backward(notes) {
		if n.Kind == bits.NoteSent && n.Packet != "" {
			return n, true
		}
	}
	return bits.Note{}, false
}

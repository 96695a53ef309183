package bits

import (
	"bytes"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"testing"
)

// TestHeadOfAFile: what a server says of a file, in either form of a digest, and what is no word about it: that of a
// compressed answer, and one that is no digest.
func TestHeadOfAFile(t *testing.T) {
	sum, old := sha256.Sum256([]byte("content")), md5.Sum([]byte("content"))
	value, raw := base64.StdEncoding.EncodeToString(sum[:]), base64.StdEncoding.EncodeToString(old[:])
	digest := SHA256(hex.EncodeToString(sum[:]))
	for name, c := range map[string]struct {
		fields []string
		want   Held
	}{
		"its size":        {[]string{"Content-Length: 7"}, Held{Size: 7}},
		"a digest":        {[]string{"Content-Length: 7", "Repr-Digest: sha-256=:" + value + ":"}, Held{Size: 7, SHA256: digest}},
		"the older form":  {[]string{"Content-Length: 7", "Digest: MD5=x,SHA-256=" + value}, Held{Size: 7, SHA256: digest}},
		"both":            {[]string{"Content-Length: 7", "Repr-Digest: sha-256=:" + value + ":", "Digest: sha-256=x"}, Held{Size: 7, SHA256: digest}},
		"an older MD5":    {[]string{"Content-Length: 7", "Content-MD5: " + raw}, Held{Size: 7, MD5: old[:]}},
		"no MD5":          {[]string{"Content-Length: 7", "Content-MD5: " + raw[:8]}, Held{Size: 7}},
		"a short digest":  {[]string{"Content-Length: 7", "Digest: sha-256=" + raw}, Held{Size: 7}},
		"no digest":       {[]string{"Content-Length: 7", "Digest: sha-256=?"}, Held{Size: 7}},
		"compressed":      {[]string{"Content-Length: 7", "Content-Encoding: gzip", "Content-MD5: " + raw}, Held{Size: -1}},
		"not compressed":  {[]string{"Content-Length: 7", "Content-Encoding: Identity", "Content-MD5: " + raw}, Held{Size: 7, MD5: old[:]}},
		"without a size":  {nil, Held{Size: -1}},
		"an empty answer": {[]string{"Content-Length: 0"}, Held{}},
	} {
		s := script(t, "HTTP/1.1 200 OK\r\n"+strings.Join(append(c.fields, "Connection: close"), "\r\n")+"\r\n\r\n")
		client := newClient(t, s, Options{})
		var lines transcript
		client.Note = lines.add
		got, err := client.Head(t.Context(), s.url)
		if err != nil || got.Size != c.want.Size || got.SHA256 != c.want.SHA256 || !bytes.Equal(got.MD5, c.want.MD5) {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, c.want)
		}
		asked := s.requests()[0]
		if !strings.HasPrefix(asked.line, "HEAD ") || asked.get("Want-Repr-Digest") == "" || asked.get("Range") != "" || asked.get(HeaderPacketType) != "" {
			t.Errorf("%s: asked with %+v", name, asked)
		}
		if n := lines.notes; len(n) == 0 || n[0].Kind != NoteSent || n[0].Packet != GetReply || n[0].Address != s.url.String() || n[0].At.IsZero() {
			t.Errorf("%s: transcript %s", name, lines.String())
		}
	}
	for _, status := range []string{"404 Not Found", "403 Forbidden", "206 Partial Content", "500 Broken"} {
		s := script(t, ack(status))
		client := newClient(t, s, Options{})
		_, err := client.Head(t.Context(), s.url)
		if refused, ok := errors.AsType[*Error](err); !ok || strconv.Itoa(refused.Status) != status[:3] {
			t.Errorf("%s: %v", status, err)
		}
	}
	gone := script(t, "")
	client := newClient(t, gone, Options{})
	var lines transcript
	client.Note = lines.add
	if _, err := client.Head(t.Context(), gone.url); err == nil {
		t.Error("a server that answers nothing has the file")
	} else if lost, ok := errors.AsType[*LostError](err); !ok || lost.Packet != GetReply {
		t.Errorf("%v", err)
	}
	if n := lines.notes; len(n) != 2 || n[1].Event != EventLost || n[1].Packet != GetReply {
		t.Errorf("transcript %s", lines.String())
	}
}

// TestDigestIsHexadecimal: 32 bytes in lower case, as they are stored and compared.
func TestDigestIsHexadecimal(t *testing.T) {
	whole := strings.Repeat("0f", 32)
	for d, valid := range map[string]bool{
		whole: true, strings.ToUpper(whole): false, whole[:62]: false, whole + "00": false, "g" + whole[1:]: false, "": false,
	} {
		if got := SHA256(d).Valid(); got != valid {
			t.Errorf("%q: %t", d, got)
		}
	}
}

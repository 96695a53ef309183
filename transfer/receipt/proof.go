package receipt

import (
	"time"

	"sendoff/transfer/bits"
	"sendoff/transfer/pack"
)

// By is what a comparison of the file with what the server has rests on.
type By string

// The comparisons, from the one that says least.
const (
	ByNothing By = ""        // nothing was compared
	BySize    By = "size"    // the server named the size of what it has, and nothing else of it
	ByMD5     By = "md5"     // the server named an MD5 of what it has
	ByAck     By = "ack"     // the server named a SHA-256 of what it received when it acknowledged the upload
	ByDigest  By = "digest"  // the server named a SHA-256 of what it has, when it was asked later
	ByContent By = "content" // all bytes were read back
)

// Proof is what is known of an upload's content. The zero value is nothing.
type Proof struct {
	Sent  bits.SHA256 `json:"sent,omitempty"`  // of what was sent; "" = not computed
	Said  bits.SHA256 `json:"said,omitempty"`  // that the server named; "" = none
	By    By          `json:"by,omitempty"`    // the last comparison
	Same  bool        `json:"same,omitempty"`  // its result, unless By is ByNothing
	Bytes int64       `json:"bytes,omitempty"` // how many bytes it covers; of BySize 0
	At    time.Time   `json:"at,omitzero"`     // when it was made
}

// Acknowledged compares what was sent, size bytes, with what the server says that it received. Either may be "".
func Acknowledged(sent, said bits.SHA256, size int64) Proof {
	p := Proof{Sent: sent, Said: said}
	if sent != "" && said != "" {
		p.By, p.Same, p.Bytes, p.At = ByAck, sent == said, size, time.Now()
	}
	return p
}

// Verified reports whether the content on the server is known to be what was sent. A size alone is no content.
func (p Proof) Verified() bool { return p.Same && p.By != ByNothing && p.By != BySize }

// Differs reports whether the server is known to have something else than what was sent.
func (p Proof) Differs() bool { return p.By != ByNothing && !p.Same }

// Fields writes or reads the proof as part of a packed record. A number is never used again for another field.
func (p *Proof) Fields(f *pack.Fields) {
	pack.Text(f, 1, &p.Sent)
	pack.Text(f, 2, &p.Said)
	pack.Text(f, 3, &p.By)
	f.Flag(4, &p.Same)
	pack.Number(f, 5, &p.Bytes)
	f.Time(6, &p.At)
}

package bits

// gatherSize is how many bytes of TLS records are sent at once, in bytes. crypto/tls writes each record of 16 KiB by
// itself. Sent one by one they cost as much again as their encryption.
const gatherSize = 256 << 10

// gather keeps a TLS record of a fragment until more of them can be sent together, and reports whether it did. It does
// so only on a fast connection and while the body goes on: nothing waits for longer than the next bytes of the file
// take, and head and end of a request never do.
func (c *conn) gather(p []byte) bool {
	if !c.wide || !c.meter.Load().goesOn() || len(c.gathered)+len(p) > gatherSize {
		return false
	}
	if c.gathered == nil {
		c.gathered = make([]byte, 0, gatherSize+len(p)) // the record that does not fit is sent with those before
	}
	c.gathered = append(c.gathered, p...)
	return true
}

// withGathered returns what was gathered and p behind it.
func (c *conn) withGathered(p []byte) []byte {
	if len(c.gathered) == 0 {
		return p
	}
	p = append(c.gathered, p...)
	c.gathered = p[:0]
	return p
}

// goesOn reports whether some bytes of the body were handed out, and more are to come.
func (m *meter) goesOn() bool {
	if m == nil || m.body == nil {
		return false
	}
	at := m.body.offset.Load()
	return at > m.body.first && at < m.body.end
}

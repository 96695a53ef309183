package transfer

import "testing"

func TestSignInApacheBasic(t *testing.T)  { testSignIn(t, apacheAuth("Basic")) }
func TestSignInApacheDigest(t *testing.T) { testSignIn(t, apacheAuth("Digest")) }
func TestSignInNginx(t *testing.T)        { testSignIn(t, nginxAuth) }

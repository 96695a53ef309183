// Bill lists what is linked into a program: as a CycloneDX bill of materials, and as one text with the
// licences of all of it. It reads what the Go linker left in the program, the same that "go version -m"
// prints, so it lists neither less nor more than is there. The same program gives the same bytes.
//
//	go run ./packaging/bill [-sbom FILE] [-licences FILE] PROGRAM
//
// The modules must be in the module cache, as they are after a build. SOURCE_DATE_EPOCH is the time in the
// bill, in seconds since 1970.
//
//   - main.go: what is linked into a program
//   - cyclonedx.go: the bill of materials
//   - licence.go: the licences
package main

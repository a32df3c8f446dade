/* test_digest.c: SHA-256 against the examples of FIPS 180-4 and NIST's long message, however the bytes are cut. */
#include "check.h"

#include "base/digest.h"

static const struct { const char *text, *hex; } known[] = {
    { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
    { "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
};

static void printed_examples(void **state)
{
    char hex[KRI_DIGEST_HEX];
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        kri_digest_hex(known[i].text, strlen(known[i].text), hex);
        assert_string_equal(hex, known[i].hex);
    }
}

/* cdc76e5c ... is NIST's sum of a million times "a". */
static void a_million_bytes_in_pieces_of_any_length(void **state)
{
    static char a[1000];
    kri_digest digest = kri_digest_begin();
    uint8_t sum[32];
    size_t left = 1000000;
    (void)state;
    memset(a, 'a', sizeof a);
    for (size_t piece = 1; left; piece = piece * 7 % 1000 + 1) {
        size_t length = piece < left ? piece : left;
        kri_digest_add(&digest, a, length);
        left -= length;
    }
    kri_digest_end(&digest, sum);
    assert_memory_equal(sum,
                        "\xcd\xc7\x6e\x5c\x99\x14\xfb\x92\x81\xa1\xc7\xe2\x84\xd7\x3e"
                        "\x67\xf1\x80\x9a\x48\xa4\x97\x20\x0e\x04\x6d\x39\xcc\xc7\x11\x2c\xd0", 32);
}

static const struct { const char *text, *id; } written[] = {
    { "0123456789", "0123456789" }, { "ABCDE-FGHJK", "abcdefghjk" }, { "oOiIlL0000", "0011110000" }, { "", NULL }, { "012345678", NULL },
    { "01234567890", NULL }, { "012345678u", NULL }, { "012345678 ", NULL },
};

static void ids_are_read_as_people_write_them(void **state)
{
    char id[KRI_ID_CHARACTERS + 1];
    (void)state;
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        assert_int_equal(kri_digest_id_read(written[i].text, id), written[i].id != NULL);
        if (written[i].id)
            assert_string_equal(id, written[i].id);
    }
    /* five bits a letter, highest first: 0xFF 0x00 ... is 11111 11100 00000 ... */
    kri_digest_id((const uint8_t[32]){ 0xFF, 0, 0, 0, 0, 0, 0x40 }, id);
    assert_string_equal(id, "zw00000001");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printed_examples),
        cmocka_unit_test(a_million_bytes_in_pieces_of_any_length),
        cmocka_unit_test(ids_are_read_as_people_write_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

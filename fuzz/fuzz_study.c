/* fuzz_study.c: any bytes are a study or get sentences, each with its place in the file. */
#include <string.h>

#include <keruen/io_study.h>

#include "own_folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct { const char *name, *text; } tables[] = {
    { "config.csv", "long_length,speed,crs\nkm,kph,EPSG:4326\n" },
    { "node.csv", "node_id,name,x_coord,y_coord,country\na,Alpha,60,45,KZ\nb,Beta,61,45,KZ\nc,Gamma,62,45,GE\n" },
    { "link.csv", "link_id,from_node_id,to_node_id,directed,length,mode,status,gauge_mm\nab,a,b,0,100,rail,open,1520\nbc,b,c,0,100,rail,closed,1520\n" },
    { "cargo.csv", "cargo_id,name,hs_chapters,unit,t_per_teu,t_per_feu,t_per_wagon,t_per_truck,usd_per_t,value_share_per_day,modes\n"
               "grain,Grain,10,t,,,60,25,250,0.001,rail1520\n" },
    { "project.csv", "project_id,name,kind,links,borders,changes,effect,cost_usd,cost_note,year,host_countries,status\n"
                 "p,The line,build,bc,,link:ab:length*0.5,,10000000,,2027,KZ;GE,planned\nq,Another,build,bc,,link:ab:length=5,,,,,*,planned\n" },
};

/* Read once: the world is the same for all. */
static kr_world world;
static kr_job world_job;

static void make_world(void)
{
    make_folder();
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        put_file(tables[i].name, tables[i].text, NULL, 0);
    kr_job_init(&world_job, (size_t)64 << 20);
    if (kr_world_read(&world_job, folder, NULL, &world) != KR_OK)
        abort();
}

/* A sound study can be put to the world in any combination. */
static void check_sound(kr_job *job, const kr_study *study)
{
    kr_patch patch = { 0 };
    kr_world patched;
    if (!study->bundles || !*study->id || !study->base_year || strlen(study->digest) != 64)
        abort();
    if (kr_study_patch(job, study, kr_study_members(study, (1u << study->bundles) - 1), &patch) != KR_OK)
        abort();
    if (kr_patch_apply(job, &world, &patch, &patched) != KR_OK)
        abort();
    for (kr_study_parameter p = 0; p < KR_PARAMETERS; p++) {
        double value = kr_study_draw(study, 1, p), least, most;
        kr_study_parameter_bounds(p, &least, &most);
        if (!(value >= least && value <= most))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kr_job job;
    kr_study study;
    kr_problems problems = { 0 };
    if (!world.node.count)
        make_world();
    kr_job_init(&job, (size_t)256 << 20);
    kr_status status = kr_study_parse(&job, "s.yaml", (const char *)data, size, &world, &problems, &study);
    if (status != KR_OK && status != KR_E_MEMORY)
        abort();
    for (size_t i = 0; i < problems.kept; i++)
        if (!problems.list[i].line || !problems.list[i].column || !*problems.list[i].message)
            abort();
    if (status == KR_OK && !problems.errors)
        check_sound(&job, &study);
    kr_job_end(&job);
    return 0;
}

/* keruen/keruen.h: all of it. */
#ifndef KERUEN_KERUEN_H
#define KERUEN_KERUEN_H

#include <keruen/base.h>
#include <keruen/model.h>
#include <keruen/io.h>
#include <keruen/cost.h>
#include <keruen/panel.h>
#include <keruen/path.h>
#include <keruen/quote.h>
#include <keruen/freight.h>
#include <keruen/roads.h>
#include <keruen/tntp.h>
#include <keruen/demand_csv.h>
#include <keruen/solution.h>
#include <keruen/assign.h>
#include <keruen/report.h>
#include <keruen/trade.h>

#endif

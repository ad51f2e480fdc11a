import { approvalRoutes, clientRoutes, defaultDenialText, settingRoutes } from '@bailiwick/contracts'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { factsOf } from '../../../testing/facts.ts'
